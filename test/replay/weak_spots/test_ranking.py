# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames are ranked by all that is known of them, and none is chosen for its neighbour's sake."""

from math import nan

import numpy as np
import pytest

from seg_node.replay.weak_spots.ranking import choose, places, weakness
from seg_node.replay.weak_spots.scores import Moment, SCORES, ScoreTable
from seg_node.replay.weak_spots.weak_spot import find_weak_spots

SECOND = 10**9


def table(scores, every_ns=SECOND):
    filled = ScoreTable()
    for frame, row in enumerate(scores):
        filled.add(Moment(frame, 7 * SECOND + frame * every_ns, frame * every_ns), row)
    return filled


def test_a_place_is_the_share_of_frames_that_score_less():
    scores = np.array([[0.3, nan], [0.1, 0.0], [0.1, 0.0], [0.9, 0.0]])
    expected = [[0.625, nan], [0.25, 0.5], [0.25, 0.5], [0.875, 0.5]]
    np.testing.assert_allclose(places(scores), expected)


def test_each_score_counts_by_its_weight_where_it_is_known():
    scores = np.full((4, len(SCORES)), nan)
    scores[:, 0] = [0.1, 0.2, 0.3, 0.4]
    scores[2:, 2] = [0.9, 0.5]
    weight = SCORES['flicker'].weight
    assert 0 < weight != SCORES['doubt'].weight == 1
    expected = [
        0.125,
        0.375,
        (0.625 + 0.75 * weight) / (1 + weight),
        (0.875 + 0.25 * weight) / (1 + weight),
    ]
    np.testing.assert_allclose(weakness(scores), expected)


def test_a_score_that_is_the_same_everywhere_changes_no_order():
    random = np.random.default_rng(0)
    scores = np.full((30, len(SCORES)), nan)
    scores[:, 0] = random.random(30)
    alone = np.argsort(weakness(scores))
    scores[:, 1] = 0.25
    np.testing.assert_array_equal(np.argsort(weakness(scores)), alone)


def test_neighbours_of_a_weak_moment_do_not_fill_the_list():
    times_ns = np.arange(100) * SECOND // 10
    weaknesses = np.exp(-((np.arange(100) - 50) ** 2) / 50)
    weaknesses[90] = 0.05
    assert choose(weaknesses, times_ns, 3, 0) == [50, 49, 51]
    first, *others = choose(weaknesses, times_ns, 5, 1.0)
    assert (first, others[:2]) == (50, [40, 60])
    assert min(np.diff(sorted([first, *others]))) >= 10
    assert 90 in others


@pytest.mark.parametrize(('count', 'apart_s', 'expected'), [(9, 0, 5), (2, 0, 2), (9, 2, 3)])
def test_as_many_are_chosen_as_there_can_be(count, apart_s, expected):
    rows = choose(np.full(5, 0.5), np.arange(5) * SECOND, count, apart_s)
    assert len(rows) == expected
    assert rows == sorted(rows)


def test_frames_of_one_moment_are_chosen_once():
    assert choose(np.array([0.1, 0.2]), np.zeros(2, np.int64), 2, 1.0) == [1]
    assert choose(np.array([0.1, 0.2]), np.zeros(2, np.int64), 2, 0) == [1, 0]


def test_reasons_name_the_scores_that_stand_out_or_else_the_highest():
    scores = [[n / 20, (n * 7 % 20) / 100, nan, nan, nan] for n in range(20)]
    weakest, *_, last = find_weak_spots(table(scores), 20, 0)
    assert weakest.moment.frame == 17
    assert weakest.rank == 1
    assert set(weakest.scores) == {'doubt', 'drivable_doubt'}
    assert weakest.reason == (
        'unsure of what is drivable (19.0 % of pixels, top 3 %); '
        'unsure of its classes (85.0 % of pixels, top 13 %)'
    )
    assert last.moment == Moment(0, 7 * SECOND, 0)
    assert last.reason == 'unsure of its classes (0.0 % of pixels, top 98 %)'
