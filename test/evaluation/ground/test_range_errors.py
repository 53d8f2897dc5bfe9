# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Errors are counted by what ends the ground and by range, and no answer is no error."""

import numpy as np
import pytest

from seg_node.evaluation.ground.range_errors import RangeErrors
from seg_node.evaluation.ground.report import describe
from seg_node.evaluation.ground.true_ends import TrueEnds

NAMES = ('Wall', 'Car')
TRUE = np.array([4.0, 5.0, 10.0, 10.0, 10.0, np.inf, np.inf, 1.0])
FOUND = np.array([4.2, 5.0, 9.0, np.inf, np.nan, np.inf, 12.0, 3.0])
CLASSES = np.array([0, 0, 1, 1, 1, 0, 0, 0], np.uint8)


@pytest.fixture
def figures():
    errors = RangeErrors()
    for half in (slice(0, 3), slice(3, None)):
        first_seen = np.full(len(TRUE[half]), 2.0)
        errors.add(FOUND[half], TrueEnds(TRUE[half], CLASSES[half]), first_seen)
    return errors.figures(NAMES)


def test_ends_are_summed_up_by_class(figures):
    assert (figures['ends'], figures['no_end_in_range']) == (5, 2)
    assert figures['found_where_there_is_none'] == 1
    wall, car = figures['by_class']['Wall'], figures['by_class']['Car']
    assert (wall['count'], wall['missed'], wall['no_answer']) == (2, 0, 0)
    assert (wall['mean'], wall['p50']) == pytest.approx((0.025, 0.025))
    assert (car['count'], car['missed'], car['no_answer']) == (3, 1, 1)
    assert (car['mean'], car['p95']) == pytest.approx((-0.1, 0.1))


def test_ends_are_summed_up_by_range(figures):
    assert [(row['from_m'], row['count']) for row in figures['by_range']] == [(4.0, 2), (10.0, 3)]


def test_a_class_without_an_answer_has_no_quantiles():
    errors = RangeErrors()
    errors.add(np.array([np.nan]), TrueEnds(np.array([3.0]), np.array([1])), np.array([2.0]))
    figures = errors.figures(NAMES)
    assert figures['all']['p95'] is None
    assert '-' in describe(figures)
