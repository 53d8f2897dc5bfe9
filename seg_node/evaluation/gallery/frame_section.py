# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The part of a page that shows frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from seg_node.core.label_set import LabelSet
from seg_node.evaluation.accuracy import number
from seg_node.evaluation.gallery.frame_score import ClassScore, FrameScore
from seg_node.evaluation.gallery.markup import figure, Picture, swatch
from seg_node.evaluation.gallery.pictures import (
    DRIVABLE_AREA,
    FALSELY_DRIVABLE,
    MISSED,
    WITHOUT_TRUTH,
    WRONG,
)
from seg_node.evaluation.gallery.ranking import Group
from seg_node.evaluation.score_table import score_text

_TITLES = {
    'camera': 'Camera',
    'truth': 'Truth',
    'labels': 'Labels found',
    'errors': 'Errors',
    'confidence': 'Confidence, the brighter the surer',
    'drivable': 'Drivable area',
}
_KEYS = {
    'errors': ((WRONG, 'wrong'), (WITHOUT_TRUTH, 'no truth')),
    'drivable': (
        (DRIVABLE_AREA, 'right'),
        (FALSELY_DRIVABLE, 'falsely drivable'),
        (MISSED, 'missed'),
        (WITHOUT_TRUTH, 'no truth'),
    ),
}
"""What the colours of a picture stand for, where there is truth."""


def render_group(group: Group, labels: LabelSet, pictures: Mapping[int, Sequence[Picture]]) -> str:
    """
    Write a group of frames as HTML.

    :param group: its frames and how they lie in the ranking.
    :param labels: the classes' names and colours.
    :param pictures: of each frame, by its place in the source.
    """
    frames = (_render_frame(frame, labels, pictures[frame.place]) for frame in group.frames)
    head = f'<h2 id="{anchor(group)}">{group.kind.capitalize()} frames</h2>'
    return '\n'.join(['<section>', head, *frames, '</section>'])


def anchor(group: Group) -> str:
    """Name the place of a group within the page."""
    return group.kind.replace(' ', '-')


def _render_frame(frame: FrameScore, labels: LabelSet, pictures: Sequence[Picture]) -> str:
    has_truth = any(picture.name == 'truth' for picture in pictures)
    figures = (
        figure(picture, f'{picture.name} of {frame.name}', _caption(picture.name, has_truth))
        for picture in pictures
    )
    return '\n'.join(
        [
            '<article>',
            f'<h3>{escape(frame.name)} <small>{frame.stamp_ns / 1e9:.3f} s</small></h3>',
            '<ul class="scores">',
            *(f'<li>{score}</li>' for score in _scores(frame, labels)),
            '</ul>',
            f'<div class="pictures" style="--columns:{3 if has_truth else 4}">',
            *figures,
            '</div>',
            '</article>',
        ]
    )


def _scores(frame: FrameScore, labels: LabelSet) -> list[str]:
    confidence = _score('mean confidence', frame.confidence)
    if frame.truth is None:
        return [confidence, _score('drivable share', frame.drivable_share)]
    return [
        _score('mIoU', frame.truth.miou),
        _score('drivable IoU', frame.truth.drivable_iou),
        _score('false-drivable rate', frame.truth.false_drivable_rate),
        confidence,
        _worst(frame.truth.worst, labels),
    ]


def _score(title: str, score: float) -> str:
    return f'{title} <b>{score_text(number(score))}</b>'


def _worst(worst: ClassScore, labels: LabelSet) -> str:
    label_class = labels.classes[worst.class_id]
    name = swatch(label_class.colour, label_class.name)
    iou = score_text(number(worst.iou))
    return f'worst class {name}, IoU <b>{iou}</b> on {worst.share:.2%} of the pixels'


def _caption(name: str, has_truth: bool) -> str:
    key = _KEYS.get(name, ()) if has_truth else ()
    return _TITLES[name] + ''.join(f' <span>{swatch(*entry)}</span>' for entry in key)
