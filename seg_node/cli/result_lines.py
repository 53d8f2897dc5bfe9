# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a replay gave, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TYPE_CHECKING

from seg_node.cli.reading_lines import reading_lines

if TYPE_CHECKING:
    from seg_node.replay.result import Result


def result_lines(result: Result) -> list[str]:
    """Say what ran, what came out, where it is and what the verdict is, a line each."""
    figures, run = result.figures, result.run
    lines = [f'{run.source}: {figures["frames"]} of {result.stated} frames, {run.runtime}']
    lines += reading_lines(result.is_partial, result.end_fault, result.faults)
    if figures['frames']:
        lines += _figures(figures)
    lines += [f'records are in {path}' for path in result.files]
    return [*lines, str(result.verdict)] if result.verdict else lines


def _figures(figures: Mapping[str, Any]) -> list[str]:
    shares = {'drivable share': 'drivable_share', 'confidence': 'mean_confidence', 'mIoU': 'miou'}
    return [
        ', '.join(f'{title} {figures[key]}' for title, key in shares.items() if key in figures),
        _live_times(figures) if 'latency_ms' in figures else _times(figures),
        f'digest of all maps: {figures["digest"]}',
    ]


def _times(figures: Mapping[str, Any]) -> str:
    times = figures['infer_ms']
    return (
        f'net and maps took {times["median"]} ms in the median, {times["p99"]} ms at p99, '
        f'{figures["infer_share"]:.1%} of all time; all else {figures["other_cpu_ms"]} ms of CPU '
        'per frame'
    )


def _live_times(figures: Mapping[str, Any]) -> str:
    times, counts = figures['latency_ms'], figures['node']
    return (
        f'frame to mask took {times["median"]} ms in the median, {times["p99"]} ms at p99; the '
        'node had {received} of {sent} frames, processed {processed}, replaced {replaced}, '
        'failed {failed}'.format(**counts)
    )
