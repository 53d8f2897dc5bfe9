# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a single frame scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from seg_node.core.label_set import DRIVABLE, LabelSet, UNLABELLED
from seg_node.core.metrics import ConfusionMatrix, DrivableCounts
from seg_node.core.pipeline import SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.sources.frame_source import Frame

_LEAST_LABELLED = 0.1


class ClassScore(NamedTuple):
    """
    How well one class was found in one frame.

    :param class_id: of the class.
    :param iou: in [0, 1].
    :param share: of the labelled pixels, those where the class is, is found, or both.
    """

    class_id: int
    iou: float
    share: float


@dataclass(frozen=True)
class TruthScore:
    """
    One frame against its truth, by the measures of ``seg_node.core.metrics``.

    :param miou: in [0, 1].
    :param drivable_iou: in [0, 1]; nan where nothing is or is called drivable.
    :param false_drivable_rate: in [0, 1]; nan where nothing is called drivable.
    :param worst: the class of the lowest IoU, of several the one with most pixels.
    """

    miou: float
    drivable_iou: float
    false_drivable_rate: float
    worst: ClassScore


@dataclass(frozen=True)
class FrameScore:
    """
    Which frame it is, and what it scores.

    :param place: in its source, 0 for the first.
    :param name: within its source.
    :param stamp_ns: within its source [ns].
    :param confidence: mean over the pixels, in [0, 1].
    :param drivable_share: of the pixels, those called drivable.
    :param truth: None without truth for a tenth of the pixels: fewer tell too little of a
        frame to rank it.
    """

    place: int
    name: str
    stamp_ns: int
    confidence: float
    drivable_share: float
    truth: TruthScore | None


def score_frame(
    place: int, frame: Frame, segmented: SegmentedFrame, labels: LabelSet
) -> FrameScore:
    """
    Score a frame.

    :param place: in its source.
    :param frame: with truth or without.
    :param segmented: what the pipeline made of it.
    :param labels: classes of mask and truth.
    """
    return FrameScore(
        place,
        frame.name,
        frame.stamp_ns,
        float(segmented.confidence.mean()) / 255,
        float(np.mean(segmented.drivable_area > 0)),
        None if frame.labels is None else _score(segmented, frame.labels, labels),
    )


def _score(segmented: SegmentedFrame, truth: np.ndarray, labels: LabelSet) -> TruthScore | None:
    if np.mean(truth != UNLABELLED) < _LEAST_LABELLED:
        return None
    size = (truth.shape[1], truth.shape[0])
    matrix, drivable = ConfusionMatrix(len(labels)), DrivableCounts()
    matrix.update(resize_nearest(segmented.mask, size), truth)
    area = resize_nearest(segmented.drivable_area, size)
    drivable.update(area, truth, labels.set_ids(DRIVABLE))
    of_drivable = drivable.compute()
    return TruthScore(
        matrix.compute().miou,
        of_drivable.iou,
        of_drivable.false_drivable_rate,
        _worst_class(matrix),
    )


def _worst_class(matrix: ConfusionMatrix) -> ClassScore:
    iou = matrix.compute().iou
    true, found = matrix.counts.sum(axis=1), matrix.counts.sum(axis=0)[:-1]
    pixels = true + found - matrix.counts.diagonal()
    class_id = min(np.flatnonzero(pixels), key=lambda each: (iou[each], -pixels[each]))
    return ClassScore(int(class_id), float(iou[class_id]), float(pixels[class_id] / true.sum()))
