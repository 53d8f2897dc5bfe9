# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Limits hold for live replays where they are given, and only there."""

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.replay.live.budget import LiveBudget, read_budget

FIGURES = {'lost_share': 0.125, 'latency_ms': {'median': 40.0, 'p99': 90.0}}


def test_nothing_is_limited_by_default():
    assert LiveBudget().excess(FIGURES) == []
    assert read_budget({}) == LiveBudget()


def test_what_is_above_its_limit_is_named_with_both():
    budget = read_budget({'lost': 0.05, 'latency_median_ms': 40, 'latency_p99_ms': 80.5})
    assert budget.excess(FIGURES) == [
        'lost is 0.125, and may be 0.05',
        'latency_p99_ms is 90, and may be 80.5',
    ]


def test_no_latency_at_all_is_above_any_limit():
    assert LiveBudget(latency_p99_ms=1e6).excess({'lost_share': 1.0}) != []
    assert LiveBudget(lost=1.0).excess({'lost_share': 1.0}) == []


@pytest.mark.parametrize(
    'values', [[0.1], {'late': 3}, {'lost': -1}, {'lost': True}, {'latency_p99_ms': '9'}]
)
def test_others_are_refused(values):
    with pytest.raises(ConfigurationError, match='live'):
        read_budget(values)
