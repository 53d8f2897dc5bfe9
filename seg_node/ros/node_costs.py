# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a run of the node cost, by its diagnostics and what came in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from seg_node.core.frame_exchange import FrameCounts

_STAGES = ('decode', 'infer', 'publish', 'total', 'overhead')

Latencies = Mapping[str, Mapping[int, float]]
"""By output and stamp [ns]: time from the stamp to the reception [ms]."""


def node_costs(report: Mapping[str, str], latencies: Latencies, sent: int) -> dict[str, Any]:
    """
    Split the time from a frame's stamp to its last output.

    :param report: values of the node's last diagnostics.
    :param latencies: of all outputs, none of them empty.
    :param sent: frames of the camera.
    :returns: counts, frames lost by output, latencies, and the parts of the median
        latency: inference, the node's other work, and transport, which is the rest.
    """
    times = stage_times(report)
    stages = {name: times[name] for name in _STAGES if name in times}
    last = percentiles(_last_arrivals(latencies))
    parts = {'infer': stages['infer']['p50'], 'overhead': stages['overhead']['p50']}
    parts['transport'] = round(last['p50'] - sum(parts.values()), 2)
    return {
        'sent': sent,
        **frame_counts(report),
        'lost': {output: sent - len(heard) for output, heard in latencies.items()},
        'latency_ms': {output: percentiles(heard.values()) for output, heard in latencies.items()},
        'last_output_ms': last,
        'stage_ms': stages,
        'parts_ms': parts,
        'shares': {name: round(part / last['p50'], 3) for name, part in parts.items()},
        'overhead_per_infer': round(parts['overhead'] / parts['infer'], 4),
        'network_size': report['network_size'],
        'backend': report['backend'],
    }


def frame_counts(report: Mapping[str, str]) -> dict[str, int]:
    """Read what became of the node's frames from its diagnostics."""
    return {name: int(report[name]) for name in FrameCounts().to_dict()}


def stage_times(report: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Read median and 99th percentile of each stage from the node's diagnostics [ms]."""
    stages = [key.removesuffix('_p50_ms') for key in report if key.endswith('_p50_ms')]
    return {
        stage: {name: float(report[f'{stage}_{name}_ms']) for name in ('p50', 'p99')}
        for stage in stages
    }


def percentiles(times_ms: Collection[float]) -> dict[str, float]:
    """Give median and 99th percentile, which must be of at least one time."""
    p50, p99 = np.percentile(list(times_ms), (50, 99))
    return {'p50': round(float(p50), 2), 'p99': round(float(p99), 2)}


def _last_arrivals(latencies: Latencies) -> list[float]:
    """Give the age at which the last output of each complete frame came in."""
    stamps = set.intersection(*(set(heard) for heard in latencies.values()))
    return [max(heard[stamp] for heard in latencies.values()) for stamp in stamps]
