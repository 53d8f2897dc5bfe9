# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
How far a mean over the frames of a video may be off.

Neighbouring frames resemble each other, so whole blocks of consecutive ones
are drawn: drawn one by one, the interval would be far too narrow.

Source: Künsch, The jackknife and the bootstrap for general stationary
observations, Annals of Statistics 17, 1989.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_DRAWS = 2000
_LEAST_BLOCKS = 4


class Interval(NamedTuple):
    """
    A 95 % interval of a mean.

    :param low: 2.5th percentile of the means of what was drawn.
    :param high: 97.5th percentile.
    :param block_length: frames per block.
    """

    low: float
    high: float
    block_length: int


def mean_interval(values: np.ndarray, block_length: int) -> Interval:
    """
    Give the interval of the mean, the same for the same values.

    :param values: (n,) in the order of the frames, at least one.
    :param block_length: frames per block; shorter where there would be fewer than 4 blocks.
    """
    count = len(values)
    length = max(1, min(block_length, count // _LEAST_BLOCKS))
    blocks = -(-count // length)
    random = np.random.default_rng(0)
    starts = random.integers(0, count - length + 1, (_DRAWS, blocks, 1))
    places = (starts + np.arange(length)).reshape(_DRAWS, -1)[:, :count]
    low, high = np.percentile(values[places].mean(axis=1), (2.5, 97.5))
    return Interval(float(low), float(high), length)
