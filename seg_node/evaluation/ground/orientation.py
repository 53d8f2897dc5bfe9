# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How the robot of a rendered drive leans, as the node would know it from an IMU."""

from __future__ import annotations

from math import pi, sin

import numpy as np

from seg_node.core.camera_mount import Tilt
from seg_node.core.slope_filter import SlopeFilter
from seg_node.sources.rendered_drive.drive import RenderedDrive

_RATE_HZ = 100
_SETTLING_S = 10.0
_SLOPE_PERIOD_S = 30.0


class Orientation:
    """
    Orientations at 100 Hz without an error, on a street that goes up and down.

    The world is rendered flat: a slope of the ground under the robot changes
    what an IMU says and not what the camera sees.

    :param drive: whose car nods.
    :param slope_rad: greatest slope of the street, which changes with a period of 30 s [rad].
    :param memory_s: of the filter that takes the slope out [s].
    """

    def __init__(self, drive: RenderedDrive, slope_rad: float, memory_s: float) -> None:
        self._drive, self._slope_rad, self._memory_s = drive, slope_rad, memory_s
        self._level = drive.pose(0.0)

    def at(self, time_s: float) -> Tilt:
        """Give how the robot is taken to lean over the ground."""
        slope = SlopeFilter(self._memory_s)
        settling_s = _SETTLING_S * max(self._memory_s, 1.0)
        tilt = Tilt()
        for time in np.arange(-settling_s * _RATE_HZ, 1) / _RATE_HZ + time_s:
            tilt = slope.lean(time, self._tilt(float(time)))
        return tilt

    def _tilt(self, time_s: float) -> Tilt:
        """Give what the IMU says."""
        pose = self._drive.pose(time_s)
        uphill = self._slope_rad * sin(2 * pi * time_s / _SLOPE_PERIOD_S)
        return Tilt(pose.roll, pose.pitch - self._level.pitch - uphill)
