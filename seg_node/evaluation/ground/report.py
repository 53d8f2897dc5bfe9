# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Figures of the ground as tables for people."""

from __future__ import annotations

from typing import Any

_HEADER = f'{"":<16}{"ends":>8}{"missed":>8}{"unsure":>8}{"mean":>9}{"p50":>9}{"p95":>9}'


def describe(figures: dict[str, Any]) -> str:
    """Lay out what ``RangeErrors.figures`` gave, and ``GridComparison.figures`` by drive."""
    lines = [_HEADER, _line('all', figures['all'])]
    lines += [_line(name, each) for name, each in figures['by_class'].items()]
    lines += [_line(f'from {each["from_m"]:g} m', each) for each in figures['by_range']]
    lines += [
        '',
        f'{figures["no_end_in_range"]} bearings have no end in range, and '
        f'{figures["found_where_there_is_none"]} of them were given one',
        'mean, p50, p95: of (found - true) / true, the last two of its absolute value',
        'missed: ground was found to go on; unsure: no answer was given',
    ]
    for drive, grid in figures.get('grid', {}).items():
        lines += ['', *_grid_lines(drive, grid)]
    return '\n'.join(lines)


def _grid_lines(drive: str, grid: dict[str, Any]) -> list[str]:
    lines = [f'grid of {drive}: free-space IoU {_percent(grid["free_iou"])}']
    lines += [
        f'occupied by what is {kind}, but free: {wrong["cell_frames"]} cells of frames, '
        f'{wrong["violations"]} beyond one frame, {wrong["worst_run"]} frames in a row at most'
        for kind, wrong in grid['wrongly_free'].items()
    ]
    return lines


def _line(name: str, summary: dict[str, Any]) -> str:
    counts = ''.join(f'{summary[key]:>8}' for key in ('count', 'missed', 'no_answer'))
    shares = ''.join(f'{_percent(summary[key]):>9}' for key in ('mean', 'p50', 'p95'))
    return f'{name:<16}{counts}{shares}'


def _percent(value: float | None) -> str:
    return '-' if value is None else f'{value:.2%}'
