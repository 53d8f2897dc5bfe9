# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of two runs side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from seg_node.replay.report.markup import short_code, table, unfold

_TITLES = {
    'frames': 'Frames segmented',
    'broken_frames': 'Frames broken',
    'lost_frames': 'Frames lost by the node',
    'lost_share': 'Frames lost, share',
    'drivable_share': 'Drivable area',
    'mean_confidence': 'Mean confidence',
    'miou': 'mIoU',
    'digest': 'Digest of all maps',
    'latency_ms median': 'Frame to mask, median',
    'latency_ms p99': 'Frame to mask, p99',
    'infer_ms median': 'Net and maps, median',
    'infer_ms p99': 'Net and maps, p99',
    'infer_share': 'Net and maps, share',
    'other_cpu_ms': 'CPU beside them',
}
"""In the order of the table, where others follow with their own names for titles."""
_NODE = 'node'
_ELSEWHERE = frozenset({'class_share', 'iou', _NODE})
_SHARES = ('share', 'confidence', 'iou', 'rate')


def figure_table(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    """
    Write figures as a table.

    :param now: as ``Figures.to_dict`` gives them.
    :param before: the same of the reference, if there is one.
    """
    present = _flatten(now)
    if before is None:
        rows = ((_title(name), value_text(name, value)) for name, value in present.items())
        return table(('', 'this run'), rows, 'figures')
    earlier = _flatten(before)
    names = [*present, *(name for name in earlier if name not in present)]
    compared = (_row(name, earlier.get(name), present.get(name)) for name in names)
    return table(('', 'reference', 'this run', 'change'), compared, 'figures')


def node_table(figures: Mapping[str, Any]) -> str:
    """Write what a node of a live replay counted and measured, folded; nothing offline."""
    found = _leaves(figures.get(_NODE, {}))
    rows = [(_title(name), value_text(name, value)) for name, value in found]
    return unfold('What the node counted', table(('', 'node'), rows, 'figures')) if rows else ''


def value_text(name: str, value: Any) -> str:
    """Write one figure down, as HTML; its name tells its unit."""
    if value is None:
        return '&ndash;'
    if isinstance(value, str):
        return short_code(value)
    if isinstance(value, int):
        return f'{value:,}'
    if _is_share(name):
        return f'{value:.2%}'
    return f'{value:,.2f} ms' if _is_time(name) else f'{value:g}'


def change_text(name: str, before: Any, now: Any) -> str:
    """Write down by how much a figure changed, as HTML; of a share in percentage points."""
    if before is None or now is None:
        return ''
    if before == now:
        return '<span class="faint">same</span>'
    if isinstance(now, str):
        return '<b>differs</b>'
    change = now - before
    sign = '+' if change > 0 else '&minus;'
    size = value_text(name, abs(change)).replace('%', ' pts')
    # Times are never twice the same, so a change of theirs is nothing to point at.
    return f'{sign}{size}' if _is_time(name) else f'<b>{sign}{size}</b>'


def _flatten(figures: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(_leaves(figures))
    order = [*(name for name in _TITLES if name in found), *found]
    return {name: found[name] for name in dict.fromkeys(order)}


def _leaves(figures: Mapping[str, Any], before: str = '') -> Iterator[tuple[str, Any]]:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from () if name in _ELSEWHERE else _leaves(value, f'{before}{name} ')
        elif value is not None:
            yield before + name, value


def _row(name: str, before: Any, now: Any) -> tuple[str, ...]:
    return (
        _title(name),
        value_text(name, before),
        value_text(name, now),
        change_text(name, before, now),
    )


def _title(name: str) -> str:
    return escape(_TITLES.get(name, name.replace('_', ' ').capitalize()))


def _is_time(name: str) -> bool:
    return 'ms' in name.replace(' ', '_').split('_')


def _is_share(name: str) -> bool:
    return name.split('_')[-1].endswith(_SHARES)
