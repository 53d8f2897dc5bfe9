# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From the scores of all frames to the few that are labelled first."""

from __future__ import annotations

import numpy as np

from seg_node.replay.weak_spots.scores import SCORES

_WEIGHTS = np.array([score.weight for score in SCORES.values()])


def places(scores: np.ndarray) -> np.ndarray:
    """
    Say of each score which share of the frames has a lower one.

    Scores differ in size and spread; their places do not, so none outweighs the rest.

    :param scores: (F, S), nan where one is not known.
    :returns: (F, S) in (0, 1), equal for equal scores; nan where one is not known.
    """
    return np.stack([_places(column) for column in scores.T], axis=1)


def weakness(scores: np.ndarray) -> np.ndarray:
    """
    Give the weighted mean of a frame's places, over the scores that are known of it.

    :param scores: (F, S); the first of them are always known.
    :returns: (F,) in (0, 1).
    """
    shares = places(scores)
    weights = np.where(np.isnan(shares), 0, _WEIGHTS)
    return (np.nan_to_num(shares) * weights).sum(axis=1) / weights.sum(axis=1)


def choose(weaknesses: np.ndarray, times_ns: np.ndarray, count: int, apart_s: float) -> list[int]:
    """
    Choose the weakest frames, none of which is close to a weaker one.

    :param weaknesses: (F,) of the frames.
    :param times_ns: (F,) of the frames [ns].
    :param count: most frames that are chosen.
    :param apart_s: least time between two of them [s].
    :returns: their rows, the weakest first; the earlier one where two are alike.
    """
    left = weaknesses.copy()
    rows: list[int] = []
    while len(rows) < min(count, len(left)):
        row = int(np.argmax(left))
        if left[row] < 0:
            break
        rows.append(row)
        left[np.abs(times_ns - times_ns[row]) < apart_s * 1e9] = -1
        left[row] = -1
    return rows


def _places(column: np.ndarray) -> np.ndarray:
    found = np.full(column.shape, np.nan)
    is_known = ~np.isnan(column)
    values = np.sort(column[is_known])
    below = np.searchsorted(values, column[is_known], 'left')
    up_to = np.searchsorted(values, column[is_known], 'right')
    found[is_known] = (below + up_to) / (2 * max(1, values.size))
    return found
