# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What ran, and what of it is not as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from typing import Any

from seg_node.replay.report.markup import short_code, table, unfold
from seg_node.replay.run_description import RunDescription

_TITLES = {
    'source': 'Drive',
    'topic': 'Topic',
    'model': 'Model file',
    'architecture': 'Architecture',
    'model_digest': 'Digest of the file',
    'weights_digest': 'Digest of the weights',
    'runtime': 'Runtime',
    'precision': 'Precision',
    'version': 'seg_node',
    'mode': 'Mode',
}

_Row = tuple[str, Any, Any]


def run_table(now: RunDescription, before: RunDescription | None) -> str:
    """
    Write what ran as a table, with all that changed in sight.

    :param before: of the reference, if there is one.
    """
    runs = asdict(now), asdict(before or now)
    own = [(name, *(run[name] for run in runs)) for name in _TITLES]
    values = [run['parameters'] for run in runs]
    parameters = [
        (name, *(each.get(name) for each in values)) for name in sorted({**values[0], **values[1]})
    ]
    changed = [row for row in parameters if row[1] != row[2]]
    rest = [row for row in parameters if row[1] == row[2]]
    return _table([*own, *changed], before is not None) + unfold(
        'All other parameters' if changed else 'All parameters', _table(rest, False)
    )


def _table(rows: Iterable[_Row], has_reference: bool) -> str:
    titles = ('', 'reference', 'this run') if has_reference else ('', 'this run')
    return table(titles, (_cells(row, has_reference) for row in rows), 'run')


def _cells(row: _Row, has_reference: bool) -> tuple[str, ...]:
    name, now, before = row
    title, text = escape(_TITLES.get(name, name)), _text(name, now)
    if not has_reference:
        return title, text
    if now == before:
        return title, '<span class="faint">same</span>', text
    return title, _text(name, before), f'<mark>{text}</mark>'


def _text(name: str, value: Any) -> str:
    if value is None or value in ('', []):
        return '<span class="faint">&ndash;</span>'
    if name.endswith('_digest'):
        return short_code(value)
    return escape(', '.join(map(str, value)) if isinstance(value, list) else str(value))
