# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Figures of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from seg_node.evaluation.benchmark.chart import BarChart
from seg_node.evaluation.benchmark.measurement import Costs


def summarise(costs: Costs) -> dict[str, Any]:
    """
    Give the medians of one pipeline [ms].

    What is outside a net is the median of the differences frame by frame:
    ``outside_net_ms`` against the bare run beside it and
    ``outside_net_in_place_ms`` against the net's own part of the same run, which
    scatters less.
    """
    total = costs['total']
    summary: dict[str, Any] = {'total_ms': _median(total)}
    for name in costs.keys() - {'total', 'wall'}:
        summary[f'{name}_ms'] = _median(costs[name])
        summary[f'outside_{name}_ms'] = _median(total - costs[name])
    p50, p99 = np.percentile(costs['wall'], (50, 99))
    summary['wall_ms'] = {'p50': round(float(p50), 2), 'p99': round(float(p99), 2)}
    return summary


def ratios(ours: Mapping[str, Any], rival: Mapping[str, Any]) -> dict[str, float | None]:
    """
    Say how many times as much CPU time a rival takes.

    :param ours: from ``summarise``, with a bare run ``logits``.
    :param rival: from ``summarise``.
    :returns: of the totals; of what is outside each one's own net, both ways; and
        of what is beyond our logits alone, the same subtrahend for both.
    """
    beyond = {'ours': ours['outside_logits_ms'], 'rival': rival['total_ms'] - ours['logits_ms']}
    return {
        'total': _ratio(rival['total_ms'], ours['total_ms']),
        'outside_net': _ratio(rival['outside_net_ms'], ours['outside_net_ms']),
        'outside_net_in_place': _ratio(
            rival['outside_net_in_place_ms'], ours['outside_net_in_place_ms']
        ),
        'beyond_our_logits': _ratio(beyond['rival'], beyond['ours']),
    }


def cost_chart(report: Mapping[str, Any]) -> BarChart:
    """
    Show what each pipeline costs, the net and all the rest.

    What a graph does behind the logits is shown by itself, since it is no net.

    :param report: from ``compare``.
    """
    return BarChart(
        title='CPU time per frame: {architecture}, camera {frame_size}, network {network_size}, '
        'threads: {threads}'.format(**report['setup']),
        parts=('net', 'behind its logits, in the graph', 'everything else'),
        bars={name: _parts(figures) for name, figures in report['pipelines'].items()},
        unit='ms',
    )


def _parts(figures: Mapping[str, Any]) -> tuple[float, float, float]:
    """Divide a total among the parts of the chart."""
    behind = figures['net_ms'] - figures.get('logits_ms', figures['net_ms'])
    outside = figures['outside_net_in_place_ms']
    return figures['total_ms'] - behind - outside, behind, outside


def _median(values: np.ndarray) -> float:
    return round(float(np.median(values)), 3)


def _ratio(rival: float, ours: float) -> float | None:
    """Divide, unless what is divided by is lost in the noise of a difference."""
    return round(rival / ours, 2) if ours > 0 else None
