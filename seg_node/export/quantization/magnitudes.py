# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How large the values of a tensor are, and where to clip them."""

from __future__ import annotations

import numpy as np

_BINS = 2048
_LEVELS = 128  # of magnitudes in int8, 0 among them
_STEP = 8  # bins between two limits that entropy is computed for
_SMALLEST = 1e-12


class Magnitudes:
    """
    A histogram of |x|, which takes values of any size.

    Where larger ones come, bins are joined in pairs until they fit.
    """

    def __init__(self) -> None:
        self.counts = np.zeros(_BINS, np.int64)
        self._end = 0.0

    def add(self, values: np.ndarray) -> None:
        """
        Count values.

        :param values: float32 of any shape.
        :raises ValueError: if one is not finite.
        """
        magnitudes = np.abs(values).ravel()
        largest = float(magnitudes.max(initial=0.0))
        if not np.isfinite(largest):
            raise ValueError('values are not finite')
        self._end = self._end or largest
        while largest > self._end:
            pairs = self.counts.reshape(-1, 2).sum(axis=1)
            self.counts = np.concatenate([pairs, np.zeros_like(pairs)])
            self._end *= 2
        scale = _BINS / max(self._end, _SMALLEST)
        bins = np.minimum((magnitudes * scale).astype(np.int32), _BINS - 1)
        self.counts += np.bincount(bins, minlength=_BINS)

    def limit(self, kept_bins: int) -> float:
        """Give the value at which a number of bins ends, which is above 0."""
        return max(kept_bins * self._end / _BINS, _SMALLEST)


def clip_by_percentile(magnitudes: Magnitudes, percentile: float = 99.99) -> float:
    """
    Give the magnitude that only a few values exceed.

    :param magnitudes: of a tensor.
    :param percentile: share of the values that is not clipped [%].
    """
    shares = np.cumsum(magnitudes.counts) / magnitudes.counts.sum()
    return magnitudes.limit(int(np.searchsorted(shares, percentile / 100)) + 1)


def clip_by_entropy(magnitudes: Magnitudes) -> float:
    """
    Give the limit at which int8 tells least less about the values than f32.

    That is the least Kullback-Leibler divergence between the clipped histogram and the one
    that is left of it after rounding. The many values at 0, which every limit keeps
    exactly, count as those beside them.

    Source: Migacz, 8-bit inference with TensorRT, GTC 2017.
    """
    counts = magnitudes.counts.copy()
    counts[0] = counts[1]
    most = int(np.flatnonzero(magnitudes.counts).max(initial=0)) + 1
    limits = range(min(_LEVELS, most), most + 1, _STEP)
    return magnitudes.limit(min(limits, key=lambda limit: _divergence(counts, limit)))


def _divergence(counts: np.ndarray, limit: int) -> float:
    """Compare a histogram that is clipped after some bins with its rounded form [nat]."""
    kept = counts[:limit].astype(np.float64)
    clipped = kept.copy()
    clipped[-1] += counts[limit:].sum()
    starts = np.unique(np.arange(_LEVELS) * limit // _LEVELS)
    level_of = np.searchsorted(starts, np.arange(limit), side='right') - 1
    filled = np.add.reduceat((kept > 0).astype(np.float64), starts)
    means = np.add.reduceat(kept, starts) / np.maximum(filled, 1)
    rounded = np.where(kept > 0, means[level_of], 0)
    if not rounded.any():
        return np.inf
    p, q = clipped / clipped.sum(), rounded / rounded.sum()
    shown = p > 0
    return float(np.sum(p[shown] * np.log(p[shown] / np.maximum(q[shown], _SMALLEST))))


CLIPPING = {'percentile': clip_by_percentile, 'entropy': clip_by_entropy}
"""The methods of calibration by name."""
