# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is shown of a frame: what the model made of it and where that is wrong."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.core.label_set import DRIVABLE, LabelSet, UNLABELLED
from seg_node.core.overlay import colour_labels, highlight
from seg_node.core.pipeline import SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.sources.frame_source import Frame

WRONG = (225, 25, 60)
WITHOUT_TRUTH = (112, 112, 112)
DRIVABLE_AREA = (0, 190, 130)
FALSELY_DRIVABLE = (255, 40, 30)
MISSED = (255, 200, 0)

_MOST_WIDTH_PX = 960


def draw_pictures(
    frame: Frame, segmented: SegmentedFrame, labels: LabelSet
) -> dict[str, np.ndarray]:
    """
    Draw a frame and what a pipeline made of it, beside its truth if it has one.

    :param frame: with truth or without.
    :param segmented: what the pipeline gave.
    :param labels: classes of mask and truth.
    :returns: pictures by name, all of the frame's size or, if that is wider, 960 pixels wide:
        (H, W, 3) uint8 RGB, or (H, W) uint8 of the confidence.
    """
    size = _size(frame.image)
    image = _reduce(frame.image, size)
    mask, area = (resize_nearest(each, size) for each in (segmented.mask, segmented.drivable_area))
    found = colour_labels(mask, labels.palette)
    confidence = resize_nearest(segmented.confidence, size)
    if frame.labels is None:
        return {
            'camera': image,
            'labels': found,
            'confidence': confidence,
            'drivable': highlight(image, [(area, DRIVABLE_AREA)]),
        }
    truth = resize_nearest(frame.labels, size)
    return {
        'camera': image,
        'truth': colour_labels(truth, labels.palette),
        'labels': found,
        'errors': draw_errors(image, mask, truth),
        'confidence': confidence,
        'drivable': _compare_areas(image, area, truth, labels),
    }


def _size(image: np.ndarray) -> tuple[int, int]:
    height, width = image.shape[:2]
    share = min(1, _MOST_WIDTH_PX / width)
    return round(share * width), max(1, round(share * height))


def _reduce(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def make_pale(image: np.ndarray) -> np.ndarray:
    """Give an (H, W, 3) uint8 RGB image in light greys, on which strong colours stand out."""
    return cv2.cvtColor(160 + cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) // 3, cv2.COLOR_GRAY2RGB)


def draw_errors(image: np.ndarray, mask: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """
    Show what is wrong in one strong colour, and the rest pale.

    :param image: (H, W, 3) uint8 RGB.
    :param mask: (H, W) uint8 class ids.
    :param truth: of the same form, 255 unlabelled.
    :returns: (H, W, 3) uint8 RGB.
    """
    picture = make_pale(image)
    picture[mask != truth] = WRONG
    picture[truth == UNLABELLED] = WITHOUT_TRUTH
    return picture


def _compare_areas(
    image: np.ndarray, area: np.ndarray, truth: np.ndarray, labels: LabelSet
) -> np.ndarray:
    """Tell the drivable area that is right from what is wrong or missing in it."""
    is_drivable = np.isin(truth, labels.set_ids(DRIVABLE))
    is_called, is_known = area > 0, truth != UNLABELLED
    parts = (
        (is_called & is_drivable, DRIVABLE_AREA),
        (is_called & is_known & ~is_drivable, FALSELY_DRIVABLE),
        (is_called & ~is_known, WITHOUT_TRUTH),
        (~is_called & is_drivable, MISSED),
    )
    return highlight(image, [(part.view(np.uint8), colour) for part, colour in parts])
