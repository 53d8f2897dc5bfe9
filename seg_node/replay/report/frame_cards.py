# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames with their pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from seg_node.evaluation.gallery.markup import swatch
from seg_node.evaluation.gallery.pictures import WITHOUT_TRUTH, WRONG
from seg_node.replay.packed_map import THINNING
from seg_node.replay.records import FrameRecord
from seg_node.replay.report.markup import figure
from seg_node.replay.report.material import mean_iou
from seg_node.replay.report.pictures import FramePictures, GAINED, LOST, OTHER_CLASS
from seg_node.replay.report.spread_choice import Chosen

_TITLES = {
    'camera': 'Camera',
    'overlay': 'Classes, drivable area outlined',
    'doubt': 'Doubt, the brighter the less sure',
    'errors': 'Errors',
    'before': 'Reference',
    'now': 'This run',
    'difference': 'Difference',
}
_KEYS: Mapping[str, Sequence[tuple[tuple[int, int, int], str]]] = {
    'errors': ((WRONG, 'wrong'), (WITHOUT_TRUTH, 'no truth')),
    'difference': (
        (OTHER_CLASS, 'other class'),
        (GAINED, 'drivable only now'),
        (LOST, 'drivable only before'),
    ),
}
"""What the colours of a picture stand for."""


def change_cards(frames: Iterable[Chosen[FramePictures]]) -> str:
    """Show frames as they were and as they are."""
    return '\n'.join(_card('change', frame.kept, [frame.kept.words]) for frame in frames)


def result_cards(frames: Iterable[Chosen[FramePictures]]) -> str:
    """Show frames and what came out of them."""
    return '\n'.join(_card('frame', each.kept, _scores(each.kept.record)) for each in frames)


def _card(kind: str, frame: FramePictures, facts: Sequence[str]) -> str:
    record = frame.record
    figures = (
        figure(picture, f'{name} of frame {record.index}', _caption(name, frame))
        for name, picture in frame.pictures.items()
    )
    head = f'frame {record.index:,} <small>{record.stamp_ns / 1e9:.3f} s</small>'
    return (
        f'<article id="{kind}-{record.index}">\n<h3>{head}</h3>\n'
        f'<p class="facts">{escape(" · ".join(facts))}</p>\n'
        f'<div class="pictures">{"".join(figures)}</div>\n</article>'
    )


def _scores(record: FrameRecord) -> list[str]:
    scores = [
        f'mean confidence {record.mean_confidence:.1%}',
        f'drivable share {record.drivable_share:.1%}',
    ]
    if not record.truth:
        return scores
    iou = {name: both / either for name, (both, either) in record.truth.items()}
    worst = min(iou, key=lambda name: (iou[name], -record.truth[name][1]))
    return [
        f'mIoU {mean_iou(record.truth):.1%}',
        f'worst class {worst} with IoU {iou[worst]:.1%}',
        *scores,
    ]


def _caption(name: str, frame: FramePictures) -> str:
    key = ''.join(f' <span>{swatch(*entry)}</span>' for entry in _KEYS.get(name, ()))
    is_thin = name == 'before' and not frame.record.whole_mask
    note = f', of which one pixel in {THINNING} is kept each way' if is_thin else ''
    return _TITLES[name] + note + key
