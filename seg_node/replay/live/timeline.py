# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""When the frames of a recording follow each other."""

from __future__ import annotations

from seg_node.sources.reading import Reading

_LONGEST_PAUSE_S = 5.0
"""Where a recording stood still for longer, nobody waits for it [s]."""


class Timeline:
    """
    Tells the time of each frame, which never goes back, and how long to wait for it.

    Where a frame was recorded at no later time than the one before, or at an unknown one, it
    comes a usual period after it.

    :param rate_hz: of the source.
    """

    def __init__(self, rate_hz: float) -> None:
        self._period_ns = round(1e9 / rate_hz) if rate_hz > 0 else 0
        self._is_started = self._is_known = False
        self.now_ns = 0
        """Time of the newest frame, by the recording's clock [ns]."""

    def advance(self, reading: Reading) -> float:
        """
        Go on to the next frame.

        :returns: how long after the one before it comes [s]; 0 for the first.
        """
        time_ns, step_ns = _time_of(reading), self._period_ns if self._is_started else 0
        if time_ns is not None and not self._is_known:
            self.now_ns = time_ns - step_ns
        elif time_ns is not None and time_ns > self.now_ns:
            step_ns = time_ns - self.now_ns
        self._is_started, self._is_known = True, self._is_known or time_ns is not None
        self.now_ns += step_ns
        return min(step_ns / 1e9, _LONGEST_PAUSE_S)


def _time_of(reading: Reading) -> int | None:
    """Give when a frame was recorded [ns], or else its stamp; None if unknown."""
    frame = reading.frame
    if frame is None:
        return None
    return frame.stamp_ns if frame.recorded_ns is None else frame.recorded_ns
