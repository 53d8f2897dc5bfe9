# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a sensor says over time, read at the time of a frame."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
import threading

import numpy as np

from seg_node.core.errors import MotionError

_MEMORY_S = 5.0
# Neighbours in time are too near to tell a speed from.
_SPEED_BASE_S = 0.03


class Track:
    """
    Samples in the order of their stamps; one thread may add while another reads.

    :param name: of what gives them, for the log.
    :param goes_on: whether values after the last sample change on as they did before it;
        otherwise they stay.
    """

    def __init__(self, name: str, goes_on: bool = False) -> None:
        self._name, self._goes_on = name, goes_on
        self._lock = threading.Lock()
        self._samples: deque[tuple[float, np.ndarray]] = deque()

    def add(self, time_s: float, values: Sequence[float]) -> None:
        """
        Take a sample.

        One that is older than the last is of a new start, as of a bag, and one of the same time
        takes its place.

        :param time_s: of its stamp [s].
        :param values: as many as in all others.
        """
        with self._lock:
            if self._samples and time_s < self._samples[-1][0]:
                self._samples.clear()
            elif self._samples and time_s == self._samples[-1][0]:
                self._samples.pop()
            self._samples.append((time_s, np.array(values, float)))
            while time_s - self._samples[0][0] > _MEMORY_S:
                self._samples.popleft()

    @property
    def last(self) -> tuple[float, np.ndarray] | None:
        """Time [s] and values of the last sample."""
        with self._lock:
            return self._samples[-1] if self._samples else None

    def at(self, time_s: float, max_gap_s: float) -> np.ndarray:
        """
        Give the values at a time, (N,) float64.

        :param time_s: of a frame's stamp [s].
        :param max_gap_s: from there to the nearest sample [s].
        :raises MotionError: if no sample is near enough.
        """
        with self._lock:
            samples = list(self._samples)
        if not samples:
            raise MotionError(f'nothing on {self._name} yet: remap it, or turn its use off')
        times = np.array([time for time, _ in samples])
        after = int(np.searchsorted(times, time_s))
        gap_s = float(abs(times - time_s).min())
        if gap_s > max_gap_s:
            raise MotionError(
                f'{self._name} has nothing within {max_gap_s:g} s of the frame, but {gap_s:.2f} s '
                'from it: check its rate and clock, or raise motion_max_gap_s'
            )
        if after == len(times) and self._goes_on:
            return _go_on(samples, time_s)
        values = np.array([value for _, value in samples])
        return np.array([np.interp(time_s, times, column) for column in values.T])


def _go_on(samples: list[tuple[float, np.ndarray]], time_s: float) -> np.ndarray:
    """Go on from the last sample at the speed that there was shortly before it."""
    last_s, last = samples[-1]
    before = [sample for sample in samples if last_s - sample[0] >= _SPEED_BASE_S]
    if not before:
        return last
    from_s, start = before[-1]
    moved: np.ndarray = last + (last - start) * ((time_s - last_s) / (last_s - from_s))
    return moved
