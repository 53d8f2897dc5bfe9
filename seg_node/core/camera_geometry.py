# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How a camera maps the world to pixels, and where it stands over the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PinholeCamera:
    """
    A rectified camera: the K of a CameraInfo with no distortion.

    Pixel (0, 0) is the centre of the first pixel, as in OpenCV and ROS.

    :param width: [px].
    :param height: [px].
    :param fx: focal length along a row [px].
    :param fy: focal length along a column [px].
    :param cx: principal point, column [px].
    :param cy: principal point, row [px].
    """

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float

    @property
    def matrix(self) -> np.ndarray:
        """K, (3, 3) float64."""
        return np.array([[self.fx, 0, self.cx], [0, self.fy, self.cy], [0, 0, 1]], float)


@dataclass(frozen=True)
class CameraPose:
    """
    Where the camera is, in a world whose ground is near z = 0 (REP-103 axes: z up).

    Yaw, pitch and roll turn the body axes (x forward, y left, z up), applied in
    this order; positive pitch looks down, positive roll lowers the right side.
    The optical frame has z forward, x right, y down.

    :param x: [m].
    :param y: [m].
    :param z: height over the world's z = 0 [m].
    :param yaw: [rad].
    :param pitch: [rad].
    :param roll: [rad].
    """

    x: float
    y: float
    z: float
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
