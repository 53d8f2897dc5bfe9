# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Figures of a run that can be computed by hand."""

import pytest

from seg_node.ros.node_costs import frame_counts, node_costs, percentiles, stage_times
from seg_node.ros.node_report import format_node_table, latency_chart

COUNTS = ('received', 'processed', 'replaced', 'expired', 'rejected', 'failed', 'pending')


@pytest.fixture
def costs():
    """Three frames were sent; of the third only the mask came back."""
    report = dict.fromkeys(COUNTS, '0') | {'received': '3', 'processed': '3'}
    report |= {'network_size': '64x48', 'backend': 'some runtime'}
    stages = {'decode': 1, 'infer': 80, 'publish': 6, 'total': 90, 'overhead': 10}
    for name, time_ms in stages.items():
        report |= {f'{name}_p50_ms': f'{time_ms:.2f}', f'{name}_p99_ms': f'{2 * time_ms:.2f}'}
    latencies = {'mask': {1: 95.0, 2: 94.0, 3: 70.0}, 'confidence': {1: 99.0, 2: 101.0}}
    return node_costs(report, latencies, sent=3)


def test_frames_that_did_not_come_back_are_lost_by_output(costs):
    assert costs['lost'] == {'mask': 0, 'confidence': 1}
    assert (costs['sent'], costs['processed']) == (3, 3)


def test_last_output_is_that_of_complete_frames(costs):
    assert costs['latency_ms']['mask']['p50'] == 94.0
    assert costs['last_output_ms']['p50'] == 100.0


def test_what_the_node_did_not_spend_is_transport(costs):
    assert costs['parts_ms'] == {'infer': 80.0, 'overhead': 10.0, 'transport': 10.0}
    assert costs['shares'] == {'infer': 0.8, 'overhead': 0.1, 'transport': 0.1}
    assert costs['overhead_per_infer'] == 0.125


def test_counts_and_stages_are_read_from_a_report():
    report = {name: str(number) for number, name in enumerate(COUNTS)}
    report |= {'lifecycle': 'active', 'resize_p50_ms': '1.50', 'resize_p99_ms': '2.00'}
    assert frame_counts(report) == {name: number for number, name in enumerate(COUNTS)}
    assert stage_times(report) == {'resize': {'p50': 1.5, 'p99': 2.0}}


def test_percentiles_are_rounded():
    assert percentiles([1.0, 2.0, 4.005]) == {'p50': 2.0, 'p99': 3.96}


def test_table_and_chart_show_the_figures(costs):
    runs = {'default outputs': {'outputs': ['mask', 'confidence'], **costs}}
    setup = {'frame_size': '64x48', 'rate_hz': 5.0}
    report = {'setup': setup, 'runs': runs, 'notes': ['too small']}
    lines = format_node_table(report).splitlines()
    assert '  sent 3, received 3, processed 3, replaced 0, lost 1' in lines
    assert '  overhead / infer = 0.125' in lines
    assert lines[-1] == 'too small'
    chart = latency_chart(report)
    assert chart.parts == ['infer', 'overhead', 'transport']
    assert chart.bars == {'default outputs': [80.0, 10.0, 10.0]}
