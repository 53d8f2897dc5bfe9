# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How far the found ends of drivable ground are from the true ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from seg_node.evaluation.ground.true_ends import TrueEnds

BIN_M = 2.0
"""Width of the bins of range in which errors are reported [m]."""


class RangeErrors:
    """
    Collects ends of many frames.

    An end that lies nearer than the first ground that the camera sees is left
    out: nothing can be said of it.
    """

    def __init__(self) -> None:
        self._rows: list[np.ndarray] = []

    def add(self, found: np.ndarray, truth: TrueEnds, first_seen: np.ndarray) -> None:
        """
        Take in a frame.

        :param found: (B,) where an obstacle was found [m]; inf for none, NaN for no answer.
        :param truth: along the same bearings.
        :param first_seen: (B,) range of the nearest ground in view [m].
        """
        is_in_view = truth.ranges > first_seen
        rows = np.column_stack((truth.ranges, found, truth.class_ids))
        self._rows.append(rows[is_in_view])

    def figures(self, names: tuple[str, ...]) -> dict[str, Any]:
        """
        Sum up.

        :param names: of the classes.
        :returns: counts, and quantiles of |found - true| / true: over all, by what ends the
            ground, and by true range.
        """
        rows = np.concatenate(self._rows)
        true, found, class_ids = rows.T
        is_end = np.isfinite(true)
        bins = np.floor(true / BIN_M)
        return {
            'ends': int(is_end.sum()),
            'no_end_in_range': int((~is_end).sum()),
            'found_where_there_is_none': int(np.isfinite(found[~is_end]).sum()),
            'all': _summary(rows[is_end]),
            'by_class': {
                name: _summary(rows[is_end & (class_ids == index)])
                for index, name in enumerate(names)
                if (is_end & (class_ids == index)).any()
            },
            'by_range': [
                {'from_m': float(place * BIN_M), **_summary(rows[is_end & (bins == place)])}
                for place in np.unique(bins[is_end])
            ],
        }


def _summary(rows: np.ndarray) -> dict[str, float | int | None]:
    """Describe ends of one kind: (N, 3) true range, found range, class id."""
    true, found, _ = rows.T
    is_found = np.isfinite(found)
    relative = (found[is_found] - true[is_found]) / true[is_found]
    quantiles = np.quantile(abs(relative), (0.5, 0.95)) if len(relative) else (None, None)
    return {
        'count': len(rows),
        'missed': int(np.isposinf(found).sum()),
        'no_answer': int(np.isnan(found).sum()),
        'mean': _rounded(relative.mean() if len(relative) else None),
        'p50': _rounded(quantiles[0]),
        'p95': _rounded(quantiles[1]),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
