# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The time within a recorded drive, whatever its stamps are like."""

from __future__ import annotations


class DriveClock:
    """
    Adds up the time between frames; where stamps are zero, repeat or go back, a usual one.

    :param rate_hz: of the frames.
    """

    def __init__(self, rate_hz: float) -> None:
        self._usual_ns = round(1e9 / rate_hz)
        self._stamp_ns = 0
        self._time_ns: int | None = None

    def time_ns(self, stamp_ns: int) -> int:
        """
        Give the time of the next frame since the first one [ns].

        :param stamp_ns: of the frame [ns].
        """
        gap_ns = stamp_ns - self._stamp_ns
        is_usable = self._stamp_ns > 0 and gap_ns > 0
        self._stamp_ns = stamp_ns
        if self._time_ns is None:
            self._time_ns = 0
        else:
            self._time_ns += gap_ns if is_usable else self._usual_ns
        return self._time_ns
