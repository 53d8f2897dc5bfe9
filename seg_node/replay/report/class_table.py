# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The classes: how much there is of each, and how well it is found."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from seg_node.core.label_set import LabelSet
from seg_node.evaluation.gallery.markup import swatch
from seg_node.replay.report.figure_table import change_text, value_text
from seg_node.replay.report.markup import table


def class_table(now: Mapping[str, Any], before: Mapping[str, Any] | None, labels: LabelSet) -> str:
    """
    Write shares and, where there is truth, IoU of the classes as a table.

    :param now: figures as ``Figures.to_dict`` gives them.
    :param before: the same of the reference, if there is one.
    :param labels: names and colours.
    """
    runs = (now,) if before is None else (before, now)
    columns = [
        (title, name, [run.get(key, {}) for run in runs])
        for title, name, key in (('share', 'share', 'class_share'), ('IoU', 'iou', 'iou'))
        if any(run.get(key) for run in runs)
    ]
    names = dict.fromkeys(name for _, _, values in columns for each in values for name in each)
    titles = ['class']
    for title, _, _ in columns:
        titles += [title] if before is None else [f'{title} before', f'{title} now', 'change']
    rows = ([_swatch(name, labels), *_cells(name, columns)] for name in names)
    return table(titles, rows, 'classes') if names else ''


def legend(names: Mapping[str, Any], labels: LabelSet) -> str:
    """Write what the colours stand for, of some classes."""
    items = ''.join(f'<li>{_swatch(name, labels)}</li>' for name in names)
    return f'<ul class="legend">{items}</ul>'


def _cells(name: str, columns: list[tuple[str, str, list[Mapping[str, float]]]]) -> list[str]:
    cells = []
    for _, kind, values in columns:
        shares = [each.get(name) for each in values]
        if kind == 'share':
            shares = [share or 0.0 for share in shares]
        cells += [_bar(kind, share) for share in shares]
        if len(shares) == 2:
            cells.append(change_text(kind, *shares))
    return cells


def _bar(kind: str, share: float | None) -> str:
    return f'<span class="bar" style="--share:{share or 0:.1%}">{value_text(kind, share)}</span>'


def _swatch(name: str, labels: LabelSet) -> str:
    for each in labels.classes:
        if each.name == name:
            return swatch(each.colour, name)
    return escape(name)
