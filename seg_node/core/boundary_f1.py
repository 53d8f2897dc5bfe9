# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How well the outlines of classes are met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
import math

import cv2
import numpy as np

from seg_node.core.label_set import UNLABELLED

TOLERANCE = 0.0075
"""How far apart two boundaries may be and still match, as a fraction of the image's diagonal."""


@dataclass(frozen=True)
class BoundaryScores:
    """
    Boundary F1, in [0, 1], or nan where there is nothing to score.

    :param f1: mean over images of the mean over the classes of each.
    :param class_f1: (C,) mean over the images in which the class was scored.
    """

    f1: float
    class_f1: np.ndarray


class BoundaryF1:
    """
    Boundary F1 of label images, per class and image.

    A pixel of class c is on the boundary of c if one of its four neighbours has
    another class. The edge of the image is no boundary, and where the truth is
    unlabelled there is none either: neither pixels that are unlabelled nor the
    sides that others turn to them count, in truth and prediction alike. A
    prediction that is no class differs from every class.

    Precision is the share of the predicted boundary of c that is less than
    ``TOLERANCE`` image diagonals away from the true one, recall the share of
    the true one that is as near to the predicted one, and F1 their harmonic
    mean: 0 if only one of them has a boundary of c. An image in which neither
    has one says nothing about c.

    Source: Csurka, Larlus, Perronnin, What is a good evaluation measure for
    semantic segmentation?, BMVC 2013. What becomes of edge and void is our own.

    :param class_count: C; ids from C to 254 are no classes.
    """

    def __init__(self, class_count: int) -> None:
        self._sums = np.zeros(class_count)
        self._counts = np.zeros(class_count, np.int64)
        self._image_means: list[float] = []

    def update(self, predicted: np.ndarray, truth: np.ndarray) -> None:
        """
        Score one label image.

        :param predicted: (H, W) uint8 class ids.
        :param truth: (H, W) uint8 class ids, 255 unlabelled.
        :raises ValueError: if the two differ in shape.
        """
        if predicted.shape != truth.shape:
            raise ValueError(f'truth has shape {truth.shape} and prediction {predicted.shape}')
        scores = dict(self._score_classes(predicted, truth))
        for class_id, score in scores.items():
            self._sums[class_id] += score
            self._counts[class_id] += 1
        if scores:
            self._image_means.append(sum(scores.values()) / len(scores))

    def compute(self) -> BoundaryScores:
        """Score the images up to now."""
        nothing = np.full(self._sums.shape, np.nan)
        return BoundaryScores(
            f1=float(np.mean(self._image_means)) if self._image_means else float('nan'),
            class_f1=np.divide(self._sums, self._counts, out=nothing, where=self._counts > 0),
        )

    def _score_classes(
        self, predicted: np.ndarray, truth: np.ndarray
    ) -> Iterator[tuple[int, float]]:
        """Give each class that has a boundary, and its F1."""
        is_labelled = truth != UNLABELLED
        tolerance = TOLERANCE * math.hypot(*truth.shape)
        found = _boundary_ids(predicted, is_labelled)
        true = _boundary_ids(truth, is_labelled)
        for class_id in range(len(self._sums)):
            score = _f1(_mask(found, class_id), _mask(true, class_id), tolerance)
            if score is not None:
                yield class_id, score


def _boundary_ids(ids: np.ndarray, is_labelled: np.ndarray) -> np.ndarray:
    """Keep the ids that a neighbour differs from, and put 255 everywhere else."""
    is_boundary = np.zeros(ids.shape, bool)
    for axis in range(2):
        ahead, behind = _neighbours(ids, axis)
        is_step = ahead != behind
        is_step &= np.logical_and(*_neighbours(is_labelled, axis))
        for side in _neighbours(is_boundary, axis):
            side |= is_step
    return np.where(is_boundary, ids, np.uint8(UNLABELLED))


def _neighbours(values: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Give two views, in which what is next to each other along an axis has one place."""
    values = values.swapaxes(0, axis)
    return values[1:].swapaxes(0, axis), values[:-1].swapaxes(0, axis)


def _mask(ids: np.ndarray, class_id: int) -> np.ndarray:
    return (ids == class_id).view(np.uint8)


def _f1(found: np.ndarray, true: np.ndarray, tolerance: float) -> float | None:
    """Match two boundaries, which are 1 in (H, W) uint8; None if neither has a pixel."""
    found_count, true_count = cv2.countNonZero(found), cv2.countNonZero(true)
    if not found_count or not true_count:
        return 0.0 if found_count or true_count else None
    # Nothing that is measured lies outside this box.
    left, top, width, height = cv2.boundingRect(found | true)
    box = np.s_[top : top + height, left : left + width]
    found, true = found[box], true[box]
    precision = _count_near(found, true, tolerance) / found_count
    recall = _count_near(true, found, tolerance) / true_count
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def _count_near(boundary: np.ndarray, other: np.ndarray, tolerance: float) -> int:
    """Count the pixels of a boundary that are nearer to the other than the tolerance [px]."""
    near = np.zeros_like(other)
    for size in _disc(tolerance):
        near |= cv2.dilate(other, np.ones(size, np.uint8))
    return int(cv2.countNonZero(near & boundary))


@lru_cache
def _disc(radius: float) -> tuple[tuple[int, int], ...]:
    """
    Cut the pixels that are nearer than ``radius`` to a centre into rectangles around it.

    Dilation by a few rectangles costs a tenth of a distance transform.

    :returns: (height, width) of each [px].
    """
    widest: dict[int, int] = {}
    for x in range(math.ceil(radius)):
        y = math.ceil(math.sqrt(radius**2 - x**2)) - 1
        widest[y] = x
    return tuple((2 * y + 1, 2 * x + 1) for y, x in widest.items())
