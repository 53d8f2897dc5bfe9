# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Medians and ratios that can be computed by hand."""

import numpy as np
import pytest

from seg_node.evaluation.benchmark.report import cost_chart, ratios, summarise


@pytest.fixture
def ours():
    return summarise(
        {
            'total': np.array([10.0, 20.0, 30.0]),
            'net': np.array([9.0, 17.0, 20.0]),
            'net_in_place': np.array([8.0, 18.0, 28.0]),
            'logits': np.array([7.0, 13.0, 26.0]),
            'wall': np.array([1.0, 2.0, 3.0]),
        }
    )


@pytest.fixture
def rival():
    return summarise(
        {
            'total': np.full(3, 40.0),
            'net': np.full(3, 16.0),
            'net_in_place': np.full(3, 15.0),
            'wall': np.full(3, 4.0),
        }
    )


def test_differences_are_taken_frame_by_frame(ours):
    assert ours == {
        'total_ms': 20.0,
        'net_ms': 17.0,
        'outside_net_ms': 3.0,
        'net_in_place_ms': 18.0,
        'outside_net_in_place_ms': 2.0,
        'logits_ms': 13.0,
        'outside_logits_ms': 4.0,
        'wall_ms': {'p50': 2.0, 'p99': 2.98},
    }


def test_ratios_are_rival_over_ours(ours, rival):
    assert ratios(ours, rival) == {
        'total': 2.0,
        'outside_net': 8.0,
        'outside_net_in_place': 12.5,
        'beyond_our_logits': 6.75,
    }


def test_difference_that_noise_made_negative_gives_no_ratio(ours, rival):
    assert ratios(ours | {'outside_net_ms': -0.1}, rival)['outside_net'] is None


def test_parts_of_a_bar_add_up_to_the_total(ours, rival):
    setup = dict.fromkeys(('architecture', 'frame_size', 'network_size', 'threads'), '')
    chart = cost_chart({'setup': setup, 'pipelines': {'ours': ours, 'rival': rival}})
    assert chart.bars == {'ours': (14.0, 4.0, 2.0), 'rival': (15.0, 0.0, 25.0)}
