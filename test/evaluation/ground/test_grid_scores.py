# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Cells of hand-made frames are counted as they are defined."""

import numpy as np
import pytest

from seg_node.evaluation.ground.grid_scores import GridScores
from seg_node.evaluation.ground.grid_truth import CellTruth

KEYS = np.arange(5, dtype=np.int64)
ALL, NONE = np.ones(5, bool), np.zeros(5, bool)


def at(*indices):
    return np.isin(KEYS, indices)


def wrongly_free(scores, kind):
    wrong = scores.figures()['wrongly_free'][kind]
    return wrong['cell_frames'], wrong['violations'], wrong['worst_run']


def test_union_and_intersection_are_of_cells_in_view_up_to_now():
    scores = GridScores()
    scores.add(KEYS, at(0, 1), CellTruth(at(0, 2), at(0, 1), NONE), NONE)
    assert scores.figures()['free_iou'] == 0.5  # 0 of 0 and 1; nobody saw 2
    scores.add(KEYS, at(0, 1), CellTruth(at(0, 2), at(2), NONE), NONE)
    assert scores.figures()['free_iou'] == pytest.approx(2 / 5, abs=1e-4)
    assert scores.figures()['frames'] == 2


def test_cells_that_left_the_grid_are_forgotten():
    scores = GridScores()
    scores.add(KEYS, NONE, CellTruth(NONE, ALL, NONE), NONE)
    scores.add(KEYS[:2], NONE[:2], CellTruth(NONE[:2], NONE[:2], NONE[:2]), NONE[:2])
    scores.add(KEYS, NONE, CellTruth(ALL, NONE, NONE), NONE)
    assert scores._either == 2


def test_nothing_in_view_has_no_share():
    scores = GridScores()
    scores.add(KEYS, ALL, CellTruth(ALL, NONE, NONE), NONE)
    assert scores.figures()['free_iou'] is None


@pytest.mark.parametrize(
    ('frees', 'expected'),
    [
        ([at(3)], (1, 0, 1)),
        ([at(3), NONE, at(3)], (2, 0, 1)),
        ([at(3), at(3), at(3), NONE, at(3)], (4, 2, 3)),
        ([at(3), at(4)], (2, 0, 1)),
    ],
)
def test_one_frame_in_a_row_is_no_violation(frees, expected):
    scores = GridScores()
    for is_free in frees:
        scores.add(KEYS, is_free, CellTruth(NONE, ALL, at(3)), ALL)
    standing = wrongly_free(scores, 'standing')
    moving = wrongly_free(scores, 'moving')
    assert (moving[0] + standing[0], moving[1], moving[2]) == expected


def test_what_is_hidden_shallow_or_truly_free_is_not_wrong():
    scores = GridScores()
    for _ in range(3):
        scores.add(KEYS, ALL, CellTruth(at(0), at(0, 1, 3), at(3)), at(0, 2, 3))
    assert wrongly_free(scores, 'standing') == (0, 0, 0)
    assert wrongly_free(scores, 'moving') == (3, 2, 3)
