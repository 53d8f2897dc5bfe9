# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The threshold that keeps the mean false rate of a class set's masks at or below a stated one.

The loss of a frame is the false rate of its mask: pixels called in the set that are not, of all
that are called so, 0 where none is. It may rise and fall with the threshold, so it is made
monotone: the largest rate at any threshold at or above. At a threshold beyond 255 nothing is
called, which is what the theorem asks for: a threshold that never loses.

Source: Angelopoulos, Bates, Fisch, Lei, Schuster, Conformal risk control
(arXiv 2208.02814).
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
import math

import numpy as np

from seg_node.core.label_set import UNLABELLED

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
"""Mean false rates that thresholds are tabulated for by default."""


def count_levels(
    probability: np.ndarray, truth: np.ndarray, class_ids: Collection[int]
) -> np.ndarray:
    """
    Count a frame's labelled pixels by their probability.

    :param probability: (H, W) uint8 of the set, 255 stands for 1.
    :param truth: (H, W) uint8 class ids; 255 is not counted.
    :param class_ids: of the set.
    :returns: (2, 256) int64, pixels by level: truly not in the set, and truly in it.
    :raises ValueError: if the two differ in shape.
    """
    if probability.shape != truth.shape:
        raise ValueError(f'truth has shape {truth.shape}, probability {probability.shape}')
    is_in = np.isin(np.arange(256), list(class_ids))
    pairs = is_in[truth] * np.uint16(256) + probability
    return np.bincount(pairs[truth != UNLABELLED], minlength=512).reshape(2, 256)


def false_rates(counts: np.ndarray) -> np.ndarray:
    """
    Give the false rate of frames' masks at each threshold.

    :param counts: (n, 2, 256) of ``count_levels``.
    :returns: (n, 256) float64; at t the mask holds what is at least as probable as t / 255.
    """
    false, true = _called(counts).swapaxes(0, 1)
    return false / np.maximum(false + true, 1)


def monotone_losses(counts: np.ndarray) -> np.ndarray:
    """
    Give frames' largest false rates at each threshold or any above.

    :param counts: (n, 2, 256) of ``count_levels``.
    :returns: (n, 256) float64, never rising along a row.
    """
    return np.maximum.accumulate(false_rates(counts)[:, ::-1], axis=1)[:, ::-1]


def recalls(counts: np.ndarray) -> np.ndarray:
    """
    Give the share of the set's pixels, of all frames together, that masks hold.

    :param counts: (n, 2, 256) of ``count_levels``.
    :returns: (256,) float64 by threshold; nan if no pixel is in the set.
    """
    called = _called(counts)[:, 1].sum(axis=0)
    with np.errstate(invalid='ignore'):  # 0 / 0 is the nan that is meant
        return called / called[0]


def controlled_level(losses: np.ndarray, rate: float) -> int | None:
    """
    Choose the least threshold whose loss on one more frame is expected to keep a rate.

    :param losses: (n, 256) of ``monotone_losses``, of frames exchangeable with that one.
    :param rate: the most that the mean loss may be.
    :returns: from 1 to 255 (0 would call everything), or None if none will do.
    """
    count = len(losses)
    # n / (n + 1) * mean + 1 / (n + 1) <= rate, free of rounding where it is an equality.
    most = _exactly(rate) * (count + 1) - 1
    (levels,) = np.nonzero(losses[:, 1:].sum(axis=0) <= float(most))
    return int(levels[0]) + 1 if levels.size else None


def frames_needed(rate: float) -> int:
    """Say on how many frames at least a rate can be calibrated: ceil(1 / rate) - 1."""
    return math.ceil(1 / _exactly(rate)) - 1


def _called(counts: np.ndarray) -> np.ndarray:
    """Count what is called in the set at each threshold: (n, 2, 256)."""
    return counts[..., ::-1].cumsum(axis=2)[..., ::-1]


def _exactly(rate: float) -> Fraction:
    """Take a rate as it is written: 0.01 as 1 / 100, which no binary fraction is."""
    return Fraction(str(rate))
