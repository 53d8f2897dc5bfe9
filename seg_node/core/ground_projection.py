# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pixels and the points of flat ground that they show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seg_node.core.camera_mount import CameraMount, LEVEL, levelling, Tilt
from seg_node.core.errors import MountingError
from seg_node.core.lens import Lens


@dataclass(frozen=True)
class GroundError:
    """
    What is not known of the ground under the camera.

    :param pitch: standard deviation of the camera's pitch over the ground [rad].
    :param height: standard deviation of its height [m].
    """

    pitch: float
    height: float


class GroundProjection:
    """
    A camera over flat ground.

    Points of the ground are (x, y) [m], x in the heading of ``base_link`` and y
    to its left, from the foot: the point under the optical centre.

    :param lens: which pixel sees which direction.
    :param mount: of the camera on the robot.
    :param ground_z: height of the ground in ``base_link``, where the robot does not lean [m].
    :param tilt: how the robot leans.
    :raises MountingError: if the camera is not above the ground.
    """

    def __init__(
        self, lens: Lens, mount: CameraMount, ground_z: float = 0.0, tilt: Tilt = LEVEL
    ) -> None:
        level = levelling(tilt)
        x, y, z = level @ mount.position
        self.lens = lens
        self.height = float(z - ground_z)
        """Of the optical centre over the ground [m]."""
        self.foot = (float(x), float(y))
        """In ``base_link``, were it level [m]."""
        self._rotation = level @ mount.rotation
        if not self.height > 0:
            raise MountingError(
                f'the camera is {self.height:.2f} m above the ground: check the z of its optical '
                'frame in base_frame, ground_z, and the orientation if tilt_source gives one'
            )

    def points(self, pixels: np.ndarray) -> np.ndarray:
        """
        Give the point of the ground that a pixel shows.

        :param pixels: (N, 2) columns and rows [px].
        :returns: (N, 2) float64 [m]; NaN at and above the horizon.
        """
        directions = self.lens.directions(pixels) @ self._rotation.T
        down = -directions[:, 2]
        with np.errstate(invalid='ignore', divide='ignore'):
            points = directions[:, :2] * (self.height / down)[:, None]
        points[~(down > 0)] = np.nan
        return points

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """
        Give the pixel that shows a point of the ground.

        :param points: (N, 2) float32 or float64 [m].
        :returns: (N, 2) columns and rows [px], of the same precision, also outside the image; NaN
            where the lens does not see.
        """
        # One coordinate after the other in memory, which is several times as fast.
        directions = np.empty((3, len(points)), points.dtype)
        directions[:2] = points.T
        directions[2] = -self.height
        return self.lens.pixels((self._rotation.T.astype(points.dtype) @ directions).T)

    def range_deviation(self, ranges: np.ndarray, error: GroundError) -> np.ndarray:
        """
        Give the standard deviation of a range, to first order.

        With r = h / tan(a) for a depression a, dr / da = -(h^2 + r^2) / h and dr / dh = r / h.

        :param ranges: from the foot [m].
        :returns: of the shape of ``ranges`` [m].
        """
        by_pitch = (self.height**2 + ranges**2) / self.height * error.pitch
        return np.hypot(by_pitch, ranges / self.height * error.height)
