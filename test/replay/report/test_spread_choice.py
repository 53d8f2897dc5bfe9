# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Striking frames are chosen from all over a drive, and few are drawn."""

import numpy as np

from seg_node.replay.records import BrokenFrame
from seg_node.replay.report.spread_choice import SpreadChoice
from seg_node.replay.step import Step


def choose(scores, count=10):
    """Give the indices of the chosen, and of all that something was kept of."""
    kept = []

    def keep(step):
        kept.append(step.record.index)
        return step.record.index

    choice = SpreadChoice(keep)
    for index, score in enumerate(scores):
        if score is not None:
            choice.offer(score, Step(BrokenFrame(index, '')))
    best = choice.best(count)
    assert [each.kept for each in best] == [each.index for each in best]
    return [each.index for each in best], kept


def test_of_few_frames_those_of_the_highest_scores_come_in_order():
    assert choose([1, 5, 3, 4], count=3)[0] == [1, 3, 2]


def test_of_equal_frames_the_first_are_chosen():
    assert choose([0] * 20, count=3)[0] == [0, 1, 2]


def test_one_bad_moment_does_not_fill_the_list():
    scores = np.zeros(1000)
    scores[500:560] = 10 + np.arange(60)
    scores[[100, 900]] = 1
    best, _ = choose(scores)
    assert best[0] == 559
    assert sum(500 <= index < 560 for index in best) <= 3
    assert {100, 900} < set(best)
    assert len(best) == 10


def test_the_worst_of_a_long_drive_is_found_and_few_frames_are_drawn():
    scores = np.arange(100_000) % 777
    scores[54_321] = 1000
    best, kept = choose(scores)
    assert best[0] == 54_321
    assert len(best) == 10
    assert len(kept) < 300


def test_frames_that_are_not_offered_are_not_chosen():
    assert choose([None, 2, None, 1])[0] == [1, 3]
    assert choose([None] * 5)[0] == []
