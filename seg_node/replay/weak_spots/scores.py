# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is measured of each frame of a drive, kept in a few bytes."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np


class Score(NamedTuple):
    """
    One way in which a frame can be weak; each is a share of the frame's pixels.

    :param weight: in the ranking.
    :param words: that tell people of it.
    """

    weight: float
    words: str


# Doubt and flicker both follow wrong pixels; half of the latter leaves drivable ground its say.
SCORES: Mapping[str, Score] = {
    'doubt': Score(1.0, 'unsure of its classes'),
    'drivable_doubt': Score(1.0, 'unsure of what is drivable'),
    'flicker': Score(0.5, 'classes change though the scene only moves'),
    'disagreement': Score(1.0, 'the second model sees other classes'),
    'drivable_disagreement': Score(1.0, 'the second model takes other ground for drivable'),
}


class Moment(NamedTuple):
    """
    Which frame of a drive it is.

    :param frame: index in its source, from 0; broken ones count.
    :param stamp_ns: that it was segmented with [ns].
    :param time_ns: since the drive began [ns], always increasing, whatever stamps do.
    """

    frame: int
    stamp_ns: int
    time_ns: int


class ScoreTable:
    """The scores of all frames, in the order in which they came: 64 bytes a frame."""

    def __init__(self) -> None:
        self._indices = array('q')
        self._stamps_ns = array('q')
        self._times_ns = array('q')
        self._scores = array('d')

    def __len__(self) -> int:
        """Count the frames."""
        return len(self._indices)

    def add(self, moment: Moment, scores: Sequence[float]) -> None:
        """
        Keep those of the next frame.

        :param scores: in the order of ``SCORES``; nan where one is not known.
        """
        self._indices.append(moment.frame)
        self._stamps_ns.append(moment.stamp_ns)
        self._times_ns.append(moment.time_ns)
        self._scores.extend(scores)

    def moment(self, row: int) -> Moment:
        """Tell which frame a row is of."""
        return Moment(self._indices[row], self._stamps_ns[row], self._times_ns[row])

    @property
    def times_ns(self) -> np.ndarray:
        """(F,) int64 [ns]."""
        return np.array(self._times_ns)

    @property
    def scores(self) -> np.ndarray:
        """(F, S) float64, nan where one is not known."""
        return np.array(self._scores).reshape(-1, len(SCORES))
