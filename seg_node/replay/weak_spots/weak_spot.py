# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A frame that was chosen, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from seg_node.replay.weak_spots.ranking import choose, places, weakness
from seg_node.replay.weak_spots.scores import Moment, SCORES, ScoreTable

_HIGH = 0.75
"""A score is a reason if so many of the frames have a lower one."""


@dataclass(frozen=True)
class WeakSpot:
    """
    A frame that is worth a label.

    :param rank: 1 for the weakest.
    :param moment: which frame it is.
    :param weakness: in (0, 1), by which it was ranked.
    :param scores: those that are known, by name.
    :param reason: in words.
    """

    rank: int
    moment: Moment
    weakness: float
    scores: Mapping[str, float]
    reason: str


def find_weak_spots(table: ScoreTable, count: int, apart_s: float) -> list[WeakSpot]:
    """
    Rank the frames of a drive and choose the weakest.

    :param table: scores of at least one frame.
    :param count: most frames that are chosen.
    :param apart_s: least time between two of them [s].
    :returns: the weakest first.
    """
    scores = table.scores
    weaknesses, shares = weakness(scores), places(scores)
    rows = choose(weaknesses, table.times_ns, count, apart_s)
    return [
        WeakSpot(
            rank,
            table.moment(row),
            round(float(weaknesses[row]), 4),
            _known(scores[row]),
            _reason(scores[row], shares[row]),
        )
        for rank, row in enumerate(rows, start=1)
    ]


def _known(scores: np.ndarray) -> dict[str, float]:
    named = zip(SCORES, scores.tolist(), strict=True)
    return {name: round(value, 6) for name, value in named if not np.isnan(value)}


def _reason(scores: np.ndarray, shares: np.ndarray) -> str:
    """Name the scores that few frames exceed, or else the highest, from the highest on."""
    order = np.argsort(-np.nan_to_num(shares), kind='stable')
    chosen = [column for column in order if shares[column] >= _HIGH] or order[:1]
    score_words = [score.words for score in SCORES.values()]
    parts = [
        f'{score_words[column]} ({100 * scores[column]:.1f} % of pixels, '
        f'top {ceil(100 * (1 - shares[column]))} %)'
        for column in chosen
    ]
    return '; '.join(parts)
