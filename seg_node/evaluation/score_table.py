# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of an evaluation as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COLUMNS = {
    'IoU': 'iou',
    'accuracy': 'class_accuracy_per_class',
    'boundary F1': 'boundary_f1_per_class',
}
"""Titles of the scores that each class has, and their keys in the figures."""

SCORED_NOTE = '-: nothing to score, and in no mean'
UNSCORED_NOTE = 'no frame has truth, so nothing is scored'


def has_scores(figures: Mapping[str, Any]) -> bool:
    """Tell whether there was truth to score against."""
    return 'miou' in figures


def totals(figures: Mapping[str, Any]) -> list[tuple[str, float | None]]:
    """List the scores over all frames and classes, each with its title."""
    if not has_scores(figures):
        return [
            ('mean confidence', figures['mean_confidence']),
            ('drivable share', figures['drivable_share']),
        ]
    return [
        ('mIoU', figures['miou']),
        ('pixel accuracy', figures['pixel_accuracy']),
        ('class accuracy', figures['class_accuracy']),
        ('boundary F1', figures['boundary_f1']),
        ('drivable IoU', figures['drivable']['iou']),
        ('drivable precision', figures['drivable']['precision']),
        ('drivable recall', figures['drivable']['recall']),
        ('false-drivable rate', figures['false_drivable_rate']),
        ('ECE', figures['ece']),
    ]


def class_rows(figures: Mapping[str, Any]) -> list[tuple[str, list[float | None]]]:
    """List each class with its scores in the order of ``COLUMNS``; none without truth."""
    if not has_scores(figures):
        return []
    return [(name, [figures[key][name] for key in COLUMNS.values()]) for name in figures['iou']]


def score_text(score: float | None) -> str:
    """Write a score; a dash stands for nothing to score."""
    return '-' if score is None else f'{score:.4f}'


def table(figures: Mapping[str, Any]) -> str:
    """
    Lay the figures out: a line per class, then one per score.

    :param figures: the scores of a model as ``ModelScores.to_dict`` gives them, or what
        ``Ranking.to_dict`` says of frames without truth; with ``model``, ``data``, ``backend``.
    """
    rows, sums = class_rows(figures), totals(figures)
    width = max(len(title) for title, _ in rows + sums)
    lines = [
        f'{figures["model"]} on {figures["data"]}: {figures["frames"]} frames, '
        f'{figures["backend"]}',
        '',
    ]
    if rows:
        lines.append(f'{"class":<{width}}' + ''.join(f'{title:>13}' for title in COLUMNS))
    for name, scores in rows:
        cells = (f'{score_text(score):>13}' for score in scores)
        lines.append(f'{name:<{width}}' + ''.join(cells))
    lines += [''] * bool(rows)
    lines += [f'{title:<{width}}{score_text(score):>13}' for title, score in sums]
    return '\n'.join([*lines, '', SCORED_NOTE if rows else UNSCORED_NOTE, ''])
