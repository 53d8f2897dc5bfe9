# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the benchmark of the node shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from seg_node.evaluation.benchmark.chart import BarChart


def format_node_table(report: Mapping[str, Any]) -> str:
    """
    Lay a report out for a terminal.

    :param report: from ``measure_node``.
    :returns: lines of text.
    """
    lines = [', '.join(f'{key} {value}' for key, value in report['setup'].items())]
    for name, costs in report['runs'].items():
        lines += ['', f'{name}: {", ".join(costs["outputs"])}', *_run(costs)]
    return '\n'.join([*lines, *report['notes']])


def latency_chart(report: Mapping[str, Any]) -> BarChart:
    """
    Show what the time from stamp to subscriber is made of.

    :param report: from ``measure_node``.
    """
    runs = report['runs']
    parts = next(iter(runs.values()))['parts_ms']
    return BarChart(
        title='Stamp to last output at the subscriber, median: camera {frame_size} at '
        '{rate_hz:g} Hz'.format(**report['setup']),
        parts=list(parts),
        bars={name: list(costs['parts_ms'].values()) for name, costs in runs.items()},
        unit='ms',
    )


def _run(costs: Mapping[str, Any]) -> Iterator[str]:
    yield (
        '  sent {sent}, received {received}, processed {processed}, replaced {replaced}, '
        'lost {worst}'.format(**costs, worst=max(costs['lost'].values()))
    )
    yield f'  {"ms":<28}{"p50":>8}{"p99":>8}'
    rows = {f'stamp to {output}': times for output, times in costs['latency_ms'].items()}
    rows['stamp to last output'] = costs['last_output_ms']
    rows |= {f'node: {stage}': times for stage, times in costs['stage_ms'].items()}
    for title, times in rows.items():
        yield f'  {title:<28}{times["p50"]:>8.2f}{times["p99"]:>8.2f}'
    shares = ', '.join(f'{name} {share:.1%}' for name, share in costs['shares'].items())
    yield f'  of the median: {shares}'
    yield f'  overhead / infer = {costs["overhead_per_infer"]:.3f}'
