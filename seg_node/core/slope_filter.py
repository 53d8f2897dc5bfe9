# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What of a robot's tilt is its own, and what is the slope that it stands on."""

from __future__ import annotations

from math import exp

from seg_node.core.camera_mount import LEVEL, Tilt

DEFAULT_MEMORY_S = 1.0
"""Longer than vehicles nod, and shorter than they are on a ramp."""


class SlopeFilter:
    """
    Takes the slope out of tilts against the vertical.

    A tilt that lasts is that of the ground, and leaves the camera's view of it
    as it was; one that comes and goes is the robot's nodding and swaying. So
    the mean of the tilts up to now, the older the less, is taken away, and of
    what is left the same again: then a slope that changes steadily leaves nothing.

    :param memory_s: in which a tilt is forgotten to a part of 1/e [s]; 0 if all ground is level;
        may be set at any time.
    """

    def __init__(self, memory_s: float) -> None:
        self.memory_s = memory_s
        self._means = [LEVEL, LEVEL]
        self._time_s: float | None = None

    def lean(self, time_s: float, tilt: Tilt) -> Tilt:
        """
        Give how the robot leans over the ground.

        :param time_s: of the tilt [s]; one before the last starts anew.
        :param tilt: against the vertical.
        """
        if self.memory_s == 0:
            return tilt
        if self._time_s is None or time_s < self._time_s:
            self._means = [tilt, LEVEL]
            self._time_s = time_s
        share = 1 - exp((self._time_s - time_s) / self.memory_s)
        self._time_s = time_s
        for stage, mean in enumerate(self._means):
            self._means[stage] = mean = _towards(mean, tilt, share)
            tilt = Tilt(tilt.roll - mean.roll, tilt.pitch - mean.pitch)
        return tilt


def _towards(start: Tilt, end: Tilt, share: float) -> Tilt:
    return Tilt(*(old + share * (new - old) for old, new in zip(start, end, strict=True)))
