# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The interval covers the mean of frames that depend on their neighbours."""

import numpy as np
import pytest

from seg_node.core.block_bootstrap import mean_interval


def drift(random, count, memory=0.9):
    """Draw values around 0 that resemble those before them."""
    steps = random.normal(size=count + 200)
    values = np.zeros_like(steps)
    for index in range(1, len(steps)):
        values[index] = memory * values[index - 1] + steps[index]
    return values[200:]


def covered(block_length):
    random = np.random.default_rng(3)
    intervals = [mean_interval(drift(random, 400), block_length) for _ in range(60)]
    return np.mean([interval.low < 0 < interval.high for interval in intervals])


def test_blocks_cover_the_mean_where_single_frames_do_not():
    assert covered(40) > 0.8 > 0.6 > covered(1)


def test_same_values_give_the_same_interval():
    values = np.random.default_rng(0).random(50)
    interval = mean_interval(values, 10)
    assert interval == mean_interval(values, 10)
    assert interval.low < values.mean() < interval.high
    assert interval.block_length == 10


@pytest.mark.parametrize(('count', 'length'), [(1, 1), (3, 1), (12, 3), (41, 10), (39, 9)])
def test_blocks_are_no_longer_than_a_quarter(count, length):
    assert mean_interval(np.ones(count), 10) == (1.0, 1.0, length)
