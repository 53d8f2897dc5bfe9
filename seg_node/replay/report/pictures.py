# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a report shows of a frame, small enough to keep some of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import cv2
import numpy as np

from seg_node.core.image_files import encode_jpeg
from seg_node.core.label_set import LabelSet
from seg_node.core.overlay import colour_labels, draw_overlay
from seg_node.core.pipeline import SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.evaluation.gallery.pictures import draw_errors, make_pale
from seg_node.replay.packed_map import thumbnail, unpack
from seg_node.replay.records import FrameRecord
from seg_node.replay.step import Step
from seg_node.sources.frame_source import Frame

# Of Okabe's and Ito's colours, which stay apart for those who see fewer.
OTHER_CLASS, GAINED, LOST = (230, 60, 160), (86, 180, 233), (255, 190, 0)

_INFERNO = cv2.applyColorMap(np.arange(256, dtype=np.uint8), cv2.COLORMAP_INFERNO)
_DOUBT_COLOURS = cv2.cvtColor(_INFERNO[::-1], cv2.COLOR_BGR2RGB).reshape(256, 3)
"""By confidence, (256, 3) uint8 RGB: a table, since OpenCV makes its own anew each time."""

_MOST_WIDTH_PX = 480
_QUALITY = 80


class Picture(NamedTuple):
    """
    An encoded picture.

    :param jpeg: its file's bytes.
    :param width: [px].
    :param height: [px].
    """

    jpeg: bytes
    width: int
    height: int


class FramePictures(NamedTuple):
    """
    Pictures of a frame, and what it is.

    :param record: of the frame.
    :param words: what differs, if there is a reference.
    :param pictures: by name.
    """

    record: FrameRecord
    words: str
    pictures: Mapping[str, Picture]


class _Maps(NamedTuple):
    """Those of a frame that are compared in pictures, each (h, w) uint8."""

    mask: np.ndarray
    area: np.ndarray


class FrameArtist:
    """
    Draws frames at most 480 px wide.

    :param labels: that the ids in masks stand for.
    """

    def __init__(self, labels: LabelSet) -> None:
        self._palette = labels.palette

    def draw_result(self, step: Step) -> FramePictures:
        """Draw camera, overlay, and errors or, without truth, doubt."""
        record, frame, segmented = _parts(step)
        size = _size(frame.image)
        image = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
        pictures = {'camera': image, 'overlay': self._overlay(image, segmented)}
        if record.truth and frame.labels is not None:
            pictures['errors'] = draw_errors(
                image, resize_nearest(segmented.labels, size), resize_nearest(frame.labels, size)
            )
        else:
            pictures['doubt'] = colour_labels(
                resize_nearest(segmented.confidence, size), _DOUBT_COLOURS
            )
        return _encode(step, pictures)

    def draw_change(self, step: Step) -> FramePictures:
        """Draw a frame as it was in the reference, as it is now, and where they differ."""
        _, frame, segmented = _parts(step)
        size = _size(frame.image)
        image = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
        before, now = (
            _Maps(*(resize_nearest(values, size) for values in maps))
            for maps in _comparable_maps(step)
        )
        pictures = {
            'before': draw_overlay(image, before.mask, self._palette, drivable=before.area),
            'now': self._overlay(image, segmented),
            'difference': _mark_differences(image, before, now),
        }
        return _encode(step, pictures)

    def _overlay(self, image: np.ndarray, segmented: SegmentedFrame) -> np.ndarray:
        height, width = image.shape[:2]
        mask, area = (
            resize_nearest(values, (width, height))
            for values in (segmented.mask, segmented.drivable_area)
        )
        return draw_overlay(image, mask, self._palette, drivable=area)


def _parts(step: Step) -> tuple[FrameRecord, Frame, SegmentedFrame]:
    assert isinstance(step.record, FrameRecord)
    assert step.frame is not None and step.segmented is not None
    return step.record, step.frame, step.segmented


def _comparable_maps(step: Step) -> tuple[_Maps, _Maps]:
    """Give those of the reference and of this run: whole or, both alike, thinned out."""
    record, _, segmented = _parts(step)
    earlier = step.earlier
    assert isinstance(earlier, FrameRecord)
    # Thinning out alone moves the edges of a map.
    is_whole = bool(record.whole_mask and earlier.whole_mask)
    mask = unpack(earlier.whole_mask if is_whole else earlier.thumbnails['mask'])
    now_mask = segmented.mask if is_whole else thumbnail(segmented.mask)
    area = unpack(earlier.thumbnails['drivable_area'])
    return _Maps(mask, area), _Maps(now_mask, thumbnail(segmented.drivable_area))


def _mark_differences(image: np.ndarray, before: _Maps, now: _Maps) -> np.ndarray:
    pale = make_pale(image)
    difference = pale.copy()
    difference[before.mask != now.mask] = OTHER_CLASS
    difference[now.area > before.area] = GAINED
    difference[now.area < before.area] = LOST
    return cv2.addWeighted(pale, 0.25, difference, 0.75, 0)


def _size(image: np.ndarray) -> tuple[int, int]:
    height, width = image.shape[:2]
    share = min(1, _MOST_WIDTH_PX / width)
    return max(1, round(share * width)), max(1, round(share * height))


def _encode(step: Step, pictures: Mapping[str, np.ndarray]) -> FramePictures:
    assert isinstance(step.record, FrameRecord)
    words = step.difference.words if step.difference else ''
    encoded = {name: _encode_picture(picture) for name, picture in pictures.items()}
    return FramePictures(step.record, words, encoded)


def _encode_picture(picture: np.ndarray) -> Picture:
    height, width = picture.shape[:2]
    return Picture(encode_jpeg(picture, _QUALITY).tobytes(), width, height)
