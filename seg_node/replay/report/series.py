# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A value over a whole drive, thinned so that a drive of any length fits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MOST_BINS = 800
"""About as many as a screen has room for side by side."""


class Run(NamedTuple):
    """
    Bins with no gap between them; all (n,) float64.

    :param places: their middles, as indices of frames.
    :param least: of the values in each.
    :param mean: of these.
    :param most: of these.
    """

    places: np.ndarray
    least: np.ndarray
    mean: np.ndarray
    most: np.ndarray


class Series:
    """
    Bins of as many frames each, with the least, the greatest and the mean value in them.

    At first each frame has a bin of its own; whenever a frame lies beyond the last bin,
    neighbours are merged and bins hold twice as many.
    """

    def __init__(self) -> None:
        self.bin_size = 1
        """Frames of each bin."""
        self._count = np.zeros(MOST_BINS)
        self._sum = np.zeros(MOST_BINS)
        self._least = np.full(MOST_BINS, np.inf)
        self._most = np.full(MOST_BINS, -np.inf)

    def add(self, index: int, value: float) -> None:
        """
        Add a value.

        :param index: of its frame.
        """
        while index >= MOST_BINS * self.bin_size:
            self._merge()
        place = index // self.bin_size
        self._count[place] += 1
        self._sum[place] += value
        self._least[place] = min(self._least[place], value)
        self._most[place] = max(self._most[place], value)

    def runs(self) -> list[Run]:
        """Give the bins in order, parted where there were no values."""
        filled = np.flatnonzero(self._count)
        if not filled.size:
            return []
        gaps = np.flatnonzero(np.diff(filled) > 1) + 1
        return [self._run(bins) for bins in np.split(filled, gaps)]

    def near(self, index: float) -> float | None:
        """Give the least value in a frame's bin; None where there is none."""
        place = int(index) // self.bin_size
        is_there = 0 <= place < MOST_BINS and self._count[place]
        return float(self._least[place]) if is_there else None

    def _run(self, bins: np.ndarray) -> Run:
        places = (bins + 0.5) * self.bin_size - 0.5
        mean = self._sum[bins] / self._count[bins]
        return Run(places, self._least[bins], mean, self._most[bins])

    def _merge(self) -> None:
        self.bin_size *= 2
        for values, merge, empty in (
            (self._count, np.add, 0),
            (self._sum, np.add, 0),
            (self._least, np.minimum, np.inf),
            (self._most, np.maximum, -np.inf),
        ):
            half = MOST_BINS // 2
            values[:half] = merge(values[::2], values[1::2])
            values[half:] = empty
