# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
How good label images and drivable masks are against the truth.

Pixels without truth (255) count nowhere. Every other pixel counts, so a net
cannot gain by leaving hard pixels unlabelled.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from seg_node.core.errors import LabelSetError
from seg_node.core.label_set import UNLABELLED


@dataclass(frozen=True)
class SegmentationScores:
    """
    Scores of label images, each in [0, 1], or nan where there is nothing to score.

    :param iou: (C,) per class, pixels that are in truth and prediction / pixels
        that are in either; nan for a class that is in neither.
    :param miou: mean of ``iou`` over the classes that are in truth or prediction:
        a class that is predicted but never true counts as 0.
    :param pixel_accuracy: labelled pixels that are right / labelled pixels.
    :param class_accuracy: (C,) the same among the pixels of each true class; nan
        for a class that is never true.
    :param mean_class_accuracy: mean of ``class_accuracy`` over the classes that are in
        truth.
    """

    iou: np.ndarray
    miou: float
    pixel_accuracy: float
    class_accuracy: np.ndarray
    mean_class_accuracy: float


class ConfusionMatrix:
    """
    How often each true class was predicted as which, summed over label images.

    :param class_count: C; ids from C to 254 are no classes.
    """

    def __init__(self, class_count: int) -> None:
        self.class_count = class_count
        self.counts = np.zeros((class_count, class_count + 1), np.int64)
        """(C, C + 1) pixels by true and predicted class; the last column holds no-class."""

    def update(self, predicted: np.ndarray, truth: np.ndarray) -> None:
        """
        Count one label image.

        A pixel that is predicted as unlabelled, or as an id that is no class,
        is a miss of its true class.

        :param predicted: (H, W) uint8 class ids.
        :param truth: (H, W) uint8 class ids; 255 is not scored.
        :raises LabelSetError: if the truth holds an id that is no class.
        :raises ValueError: if the two differ in shape.
        """
        classes = self.class_count
        pairs = _count_pairs(truth, predicted)
        strange = np.flatnonzero(pairs[classes:UNLABELLED].any(axis=1))
        if strange.size:
            raise LabelSetError(
                f'the truth holds the id {classes + strange[0]} and there are {classes} classes: '
                'score with the label set that the truth was made with'
            )
        self.counts[:, :classes] += pairs[:classes, :classes]
        self.counts[:, classes] += pairs[:classes, classes:].sum(axis=1)

    def compute(self) -> SegmentationScores:
        """Score what was counted up to now."""
        right = self.counts.diagonal()
        true = self.counts.sum(axis=1)
        predicted = self.counts[:, : self.class_count].sum(axis=0)
        iou, class_accuracy = _ratio(right, true + predicted - right), _ratio(right, true)
        return SegmentationScores(
            iou=iou,
            miou=_mean(iou),
            pixel_accuracy=float(_ratio(right.sum(), true.sum())),
            class_accuracy=class_accuracy,
            mean_class_accuracy=_mean(class_accuracy),
        )


@dataclass(frozen=True)
class DrivableScores:
    """
    Scores of drivable masks, each in [0, 1], or nan where there is nothing to score.

    :param iou: pixels that are drivable and called so / pixels that are either.
    :param precision: pixels called drivable that are / pixels called drivable.
    :param recall: drivable pixels that are called so / drivable pixels.
    :param false_drivable_rate: pixels called drivable that are not / pixels
        called drivable: the share of the robot's ground that may hurt it.
    """

    iou: float
    precision: float
    recall: float
    false_drivable_rate: float


@dataclass
class DrivableCounts:
    """
    Pixels of drivable masks against the truth, summed over masks.

    :param true_drivable: called drivable, and are.
    :param false_drivable: called drivable, and are not.
    :param missed_drivable: drivable, and not called so.
    """

    true_drivable: int = 0
    false_drivable: int = 0
    missed_drivable: int = 0

    def update(self, mask: np.ndarray, truth: np.ndarray, drivable_ids: Collection[int]) -> None:
        """
        Count one mask.

        :param mask: (H, W) uint8, 255 where called drivable and 0 elsewhere.
        :param truth: (H, W) uint8 class ids; 255 is not scored.
        :param drivable_ids: the true classes that are drivable.
        :raises ValueError: if the two differ in shape.
        """
        pairs = _count_pairs(truth, mask)[:UNLABELLED]
        is_drivable = np.isin(np.arange(UNLABELLED), list(drivable_ids))
        called = pairs[:, 1:].sum(axis=1)
        self.true_drivable += int(called[is_drivable].sum())
        self.false_drivable += int(called[~is_drivable].sum())
        self.missed_drivable += int(pairs[is_drivable, 0].sum())

    def compute(self) -> DrivableScores:
        """Score what was counted up to now."""
        called = self.true_drivable + self.false_drivable
        drivable = self.true_drivable + self.missed_drivable
        return DrivableScores(
            iou=float(_ratio(self.true_drivable, called + self.missed_drivable)),
            precision=float(_ratio(self.true_drivable, called)),
            recall=float(_ratio(self.true_drivable, drivable)),
            false_drivable_rate=float(_ratio(self.false_drivable, called)),
        )


def _count_pairs(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Count each pair of values at the same pixel: (256, 256), rows are true values."""
    if truth.shape != predicted.shape:
        raise ValueError(f'truth has shape {truth.shape} and prediction {predicted.shape}')
    pairs = (truth.astype(np.uint16) << 8) | predicted
    return np.bincount(pairs.ravel(), minlength=1 << 16).reshape(256, 256)


def _mean(scores: np.ndarray) -> float:
    """Average what is a number; nan if nothing is."""
    occurring = scores[~np.isnan(scores)]
    return float(_ratio(occurring.sum(), occurring.size))


def _ratio(part: np.ndarray | int, whole: np.ndarray | int) -> np.ndarray:
    """Divide counts; nan where there is nothing to divide."""
    part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
