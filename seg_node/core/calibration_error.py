# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whether pixels are right as often as their confidence says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seg_node.core.label_set import UNLABELLED

BIN_COUNT = 15
_LEVELS = np.arange(256)
# Bin m holds confidences in (m/15, (m+1)/15], the first one 0 too: 255 is 15 times 17.
_BINS = np.maximum(_LEVELS - 1, 0) // (255 // BIN_COUNT)


@dataclass(frozen=True)
class Reliability:
    """
    What was found in each of ``BIN_COUNT`` equal bins of confidence.

    :param share: (15,) of the labelled pixels; nan if there are none.
    :param confidence: (15,) mean of the bin's pixels; nan if it has none.
    :param accuracy: (15,) share of the bin's pixels that are right; nan likewise.
    :param ece: expected calibration error, the mean over all labelled pixels of
        the distance between their bin's accuracy and confidence.
    """

    share: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray
    ece: float


class CalibrationError:
    """
    Confidence against correctness, pixel by pixel over label images.

    Source: Guo, Pleiss, Sun, Weinberger, On calibration of modern neural
    networks, ICML 2017 (arXiv 1706.04599).
    """

    def __init__(self) -> None:
        self._counts = np.zeros((256, 2), np.int64)
        """Pixels by confidence, and whether they are wrong or right."""

    def update(self, confidence: np.ndarray, predicted: np.ndarray, truth: np.ndarray) -> None:
        """
        Count one label image.

        :param confidence: (H, W) uint8, 255 stands for 1.
        :param predicted: (H, W) uint8 class ids; what is no class is wrong.
        :param truth: (H, W) uint8 class ids; 255 is not scored.
        :raises ValueError: if the three differ in shape.
        """
        if not confidence.shape == predicted.shape == truth.shape:
            raise ValueError(
                f'truth has shape {truth.shape}, prediction {predicted.shape} and confidence '
                f'{confidence.shape}'
            )
        pairs = confidence.astype(np.uint16) << 1 | (predicted == truth)
        pairs = pairs[truth != UNLABELLED]
        self._counts += np.bincount(pairs, minlength=512).reshape(256, 2)

    def compute(self) -> Reliability:
        """Score what was counted up to now."""
        by_level = self._counts.sum(axis=1)
        pixels, sums, right = (
            np.bincount(_BINS, weights, BIN_COUNT)
            for weights in (by_level, by_level * _LEVELS / 255, self._counts[:, 1])
        )
        with np.errstate(invalid='ignore'):  # 0 / 0 is the nan that is meant
            share = pixels / pixels.sum()
            confidence, accuracy = sums / pixels, right / pixels
            ece = np.abs(right - sums).sum() / pixels.sum()
        return Reliability(share, confidence, accuracy, float(ece))
