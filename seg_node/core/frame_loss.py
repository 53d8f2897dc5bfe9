# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
How many frames were lost on their way, told by those that arrived.

There are two witnesses. The middleware counts what it knows it lost, but not
what waited too long in its queue. The stamps of a camera are about whole
periods apart, and several periods where frames are missing: the longest period
of which most gaps are multiples is the camera's, however few frames arrive. A
camera that is slow itself has no such gaps, one that turns slower has the same
gap again and again, and one without a regular period gives no estimate rather
than a false one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import groupby

import numpy as np

_WINDOW = 60
_LEAST_FRAMES = 30
_PAUSE_S = 2.0
_PAUSE_GAPS = 10.0
_LONG_GAPS = 2.5
_MOST_DIVISORS = 10
_WHOLE = 0.2
# So many equal gaps in a row are the camera's pace: losses hardly ever leave them.
_PACE_GAPS = 4
# Of gaps that have nothing to do with a period, 0.4 are whole by chance. Parts of the
# usual gap need more: they fit it and half of what late frames leave.
_LEAST_WHOLE = 0.75
_LEAST_WHOLE_PARTS = 0.9


@dataclass(frozen=True)
class FrameLoss:
    """
    What was lost.

    :param lost_share: of the last frames that the camera sent, 0 to 1; 0 if unknown.
    :param stamp_rate_hz: that the camera sends with [Hz]; None if its stamps do not tell.
    :param received_rate_hz: that frames arrive with, by their stamps [Hz]; None if
        there are too few.
    :param reported: frames that the middleware reported lost, since the start.
    :param is_lasting: whether so much was lost for so long that it is worth a warning.
    """

    lost_share: float = 0.0
    stamp_rate_hz: float | None = None
    received_rate_hz: float | None = None
    reported: int = 0
    is_lasting: bool = False


class LossEstimator:
    """Remembers the last frames and estimates what was lost among them."""

    def __init__(self) -> None:
        self._gaps_s: deque[float] = deque(maxlen=_WINDOW)
        self._last_ns: int | None = None
        self._reported_before: deque[int] = deque(maxlen=_WINDOW)
        self._reported_since = 0
        self._reported = 0

    def note_frame(self, stamp_ns: int) -> None:
        """Note that a frame arrived, and its stamp [ns], which may repeat or go back."""
        gap_ns = 0 if self._last_ns is None else stamp_ns - self._last_ns
        if gap_ns < 0:
            self.forget_stamps()
        elif gap_ns > 0:
            self._gaps_s.append(gap_ns / 1e9)
        self._last_ns = stamp_ns
        self._reported_before.append(self._reported_since)
        self._reported_since = 0

    def note_lost(self, count: int) -> None:
        """Note that the middleware reported frames lost."""
        self._reported_since += count
        self._reported += count

    def forget_stamps(self) -> None:
        """Start anew, since what follows is stamped by another camera."""
        self._gaps_s.clear()
        self._last_ns = None

    def loss(self) -> FrameLoss:
        """Estimate the loss among the last frames; the worse witness counts."""
        gaps_s = np.array(self._gaps_s)
        reported_share = self._reported_share()
        if len(gaps_s) < _LEAST_FRAMES:
            return FrameLoss(reported_share, reported=self._reported)
        # While a camera pauses it sends nothing that could be lost.
        gaps_s = gaps_s[gaps_s <= max(_PAUSE_S, _PAUSE_GAPS * float(np.median(gaps_s)))]
        received_rate_hz = len(gaps_s) / float(gaps_s.sum())
        period_s = _period(gaps_s)
        if period_s is None:
            return FrameLoss(reported_share, None, received_rate_hz, self._reported)
        multiples = _multiples(gaps_s, period_s)
        lost = _missing(multiples)
        lost_share = max(reported_share, lost / (lost + len(gaps_s)))
        return FrameLoss(lost_share, 1 / period_s, received_rate_hz, self._reported)

    def _reported_share(self) -> float:
        lost = sum(self._reported_before) + self._reported_since
        sent = lost + len(self._reported_before)
        return lost / sent if sent >= _LEAST_FRAMES else 0.0


def _period(gaps_s: np.ndarray) -> float | None:
    """Find the longest period of which most gaps are multiples, if there is one."""
    usual_s = float(np.sort(gaps_s)[(len(gaps_s) - 1) // 2])
    # Over many periods a small error of one adds up to a wrong multiple.
    gaps_s = gaps_s[gaps_s <= _LONG_GAPS * usual_s]
    for divisor in range(1, _MOST_DIVISORS + 1):
        multiples = _multiples(gaps_s, usual_s / divisor)
        is_whole = multiples > 0
        if is_whole.mean() >= (_LEAST_WHOLE if divisor == 1 else _LEAST_WHOLE_PARTS):
            return float(gaps_s[is_whole].sum() / multiples[is_whole].sum())
    return None


def _multiples(gaps_s: np.ndarray, period_s: float) -> np.ndarray:
    """Tell how many periods each gap is; 0 for one that is not about whole, as of a late frame."""
    periods = gaps_s / period_s
    multiples = np.round(periods)
    return np.where(np.abs(periods - multiples) < _WHOLE, multiples, 0)


def _missing(multiples: np.ndarray) -> int:
    """Count what is missing in gaps of so many periods; many equal ones in a row miss nothing."""
    runs = [list(run) for _, run in groupby(multiples[multiples > 0].astype(int).tolist())]
    return sum(sum(run) - len(run) for run in runs if len(run) < _PACE_GAPS)
