# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The page of a gallery: HTML that needs neither network nor script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from string import Template
from typing import Any

from seg_node.core.label_set import LabelSet, UNLABELLED
from seg_node.core.resources import share_directory
from seg_node.evaluation.gallery.frame_section import anchor, render_group
from seg_node.evaluation.gallery.gallery_folder import GENERATOR
from seg_node.evaluation.gallery.markup import figure, Picture, swatch
from seg_node.evaluation.gallery.ranking import Group
from seg_node.evaluation.score_table import class_rows, COLUMNS, score_text, SCORED_NOTE, totals

_BY_MIOU = (
    'Frames are ordered by their own mIoU, the mean over the classes that a frame has or that '
    'were found in it.'
)
_BY_CONFIDENCE = (
    'No frame has truth enough for scores of its own. Frames are ordered by mean confidence, '
    'which says how sure the model is and not whether it is right.'
)


def render_page(
    figures: Mapping[str, Any],
    labels: LabelSet,
    groups: Sequence[Group],
    left_out_count: int,
    pictures: Mapping[int, Sequence[Picture]],
    diagram: Picture | None,
) -> str:
    """
    Write a page as HTML.

    :param figures: as for ``score_table.table``.
    :param labels: the classes' names and colours.
    :param groups: frames to show.
    :param left_out_count: of frames that have too little truth to be in a group.
    :param pictures: of each shown frame, by its place in the source.
    :param diagram: of reliability, or None.
    """
    template = share_directory() / 'config' / 'gallery' / 'page.html'
    return Template(template.read_text(encoding='utf-8')).substitute(
        {name: escape(str(figures[name])) for name in ('model', 'data', 'frames', 'backend')},
        generator=GENERATOR,
        totals='\n'.join(
            f'<div><dt>{title}</dt><dd>{score_text(score)}</dd></div>'
            for title, score in totals(figures)
        ),
        order=_order(groups, left_out_count),
        contents=_contents(groups),
        legend=_legend(labels),
        classes=_classes(figures, labels, diagram),
        groups='\n'.join(render_group(group, labels, pictures) for group in groups),
    )


def _order(groups: Sequence[Group], left_out_count: int) -> str:
    if not any(frame.truth for group in groups for frame in group.frames):
        return _BY_CONFIDENCE
    if not left_out_count:
        return _BY_MIOU
    return f'{_BY_MIOU} Left out for want of truth: {left_out_count}.'


def _contents(groups: Sequence[Group]) -> str:
    links = (f'<a href="#{anchor(group)}">{group.kind}</a>' for group in groups)
    return f'Shown: {", ".join(links)}.'


def _legend(labels: LabelSet) -> str:
    swatches = [swatch(each.colour, each.name) for each in labels.classes]
    swatches.append(swatch(labels.palette[UNLABELLED], 'unlabelled'))
    return '\n'.join(f'<li>{each}</li>' for each in swatches)


def _classes(figures: Mapping[str, Any], labels: LabelSet, diagram: Picture | None) -> str:
    """Write the scores of the classes, and beside them the diagram."""
    rows = class_rows(figures)
    if not rows:
        return ''
    parts = ['<section>', '<h2>Classes</h2>', '<div class="classes">', _table(rows, labels)]
    if diagram:
        parts.append(figure(diagram, 'reliability diagram', 'Accuracy over confidence'))
    return '\n'.join([*parts, '</div>', '</section>'])


def _table(rows: Sequence[tuple[str, Sequence[float | None]]], labels: LabelSet) -> str:
    titles = ''.join(f'<th scope="col">{title}</th>' for title in ('class', *COLUMNS))
    lines = ['<table>', f'<caption>{SCORED_NOTE}</caption>', f'<thead><tr>{titles}</tr></thead>']
    lines.append('<tbody>')
    for label_class, (name, (iou, *others)) in zip(labels.classes, rows, strict=True):
        cells = [f'<th scope="row">{swatch(label_class.colour, name)}</th>']
        cells.append(f'<td class="bar" style="--share:{iou or 0:.1%}">{score_text(iou)}</td>')
        cells += [f'<td>{score_text(score)}</td>' for score in others]
        lines.append(f'<tr>{"".join(cells)}</tr>')
    return '\n'.join([*lines, '</tbody>', '</table>'])
