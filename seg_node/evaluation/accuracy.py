# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Accuracy of label images and drivable areas over many frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np

from seg_node.core.label_set import DRIVABLE, LabelSet
from seg_node.core.metrics import ConfusionMatrix, DrivableCounts


class Accuracy:
    """
    Scores frame after frame against their truth.

    :param labels: classes of prediction and truth; the set ``drivable`` tells
        which true classes are.
    """

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self._matrix = ConfusionMatrix(len(labels))
        self._drivable = DrivableCounts()
        self._drivable_ids = labels.set_ids(DRIVABLE)
        self.frame_count = 0

    def update(self, mask: np.ndarray, drivable_area: np.ndarray, truth: np.ndarray) -> None:
        """
        Score one frame.

        :param mask: (H, W) uint8 class ids.
        :param drivable_area: (H, W) uint8, 255 where drivable and 0 elsewhere.
        :param truth: (H, W) uint8 class ids, 255 where unlabelled.
        """
        self._matrix.update(mask, truth)
        self._drivable.update(drivable_area, truth, self._drivable_ids)
        self.frame_count += 1

    def to_dict(self) -> dict[str, Any]:
        """
        Give the scores under the names that reports use.

        A score that nothing was counted for is None, which JSON can hold.
        """
        scores = self._matrix.compute()
        drivable = asdict(self._drivable.compute())
        false_drivable_rate = drivable.pop('false_drivable_rate')
        return {
            'miou': number(scores.miou),
            'iou': by_class(self._labels, scores.iou),
            'pixel_accuracy': number(scores.pixel_accuracy),
            'class_accuracy': number(scores.mean_class_accuracy),
            'drivable': {name: number(value) for name, value in drivable.items()},
            'false_drivable_rate': number(false_drivable_rate),
        }

    def class_accuracies(self) -> dict[str, float | None]:
        """Give the share of each true class's pixels that are right."""
        return by_class(self._labels, self._matrix.compute().class_accuracy)


def by_class(labels: LabelSet, scores: Iterable[float]) -> dict[str, float | None]:
    """Give the form of one score per class that reports use."""
    return {name: number(score) for name, score in zip(labels.names, scores, strict=True)}


def number(value: float) -> float | None:
    """Round a score for reports; nan, which JSON cannot hold, becomes None."""
    return None if np.isnan(value) else round(float(value), 4)
