# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How regularly something happens, and whether it is overdue."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
import time

_WINDOW = 20
_OVERDUE_AFTER_GAPS = 3.0
_LEAST_OVERDUE_S = 2.0
_OVERDUE_WITHOUT_GAPS_S = 10.0


@dataclass(frozen=True)
class Pace:
    """
    A rhythm at one moment.

    :param rate_hz: usual rate over the last events [Hz]; None before the second.
    :param age_s: time since the last event [s]; None before the first.
    :param is_overdue: whether the next event, or the first, should have come by now.
    """

    rate_hz: float | None = None
    age_s: float | None = None
    is_overdue: bool = False


class Rhythm:
    """
    Remembers when the last events were.

    A camera of 30 Hz and one of 0.2 Hz are each judged by their own pace: the
    next event is overdue after three usual gaps, and never before two seconds.
    Until a gap is known, ten seconds are waited. One thread notes, others read.

    :param steady_clock: gives seconds that never jump.
    """

    def __init__(self, steady_clock: Callable[[], float] = time.monotonic) -> None:
        self._steady_clock = steady_clock
        self.restart()

    def restart(self) -> None:
        """Forget all events; waiting begins now."""
        self._times_s: deque[float] = deque(maxlen=_WINDOW)
        self._started_s = self._steady_clock()

    def note(self) -> None:
        """Note that the event has happened."""
        self._times_s.append(self._steady_clock())

    def pace(self) -> Pace:
        """Judge the rhythm now."""
        times_s = tuple(self._times_s)
        now_s = self._steady_clock()
        if not times_s:
            return Pace(is_overdue=now_s - self._started_s > _OVERDUE_WITHOUT_GAPS_S)
        age_s = now_s - times_s[-1]
        if len(times_s) < 2:
            return Pace(age_s=age_s, is_overdue=age_s > _OVERDUE_WITHOUT_GAPS_S)
        gap_s = median(later - earlier for earlier, later in pairwise(times_s))
        limit_s = max(_LEAST_OVERDUE_S, _OVERDUE_AFTER_GAPS * gap_s)
        return Pace(1 / gap_s if gap_s else None, age_s, age_s > limit_s)
