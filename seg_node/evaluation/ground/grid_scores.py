# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How well a grid tells free cells from occupied ones, counted over a drive."""

from __future__ import annotations

from typing import Any

import numpy as np

from seg_node.evaluation.ground.grid_truth import CellTruth

KINDS = ('standing', 'moving')


class GridScores:
    """
    Collects cells of consecutive frames.

    Two things are counted. The **free-space IoU** is over the cells that were in view from
    some pose up to the frame's: of all frames together, those which the grid and the truth
    call free, over those which either calls free. A cell is **wrongly free** when it is in
    view now, something occupies it, it lies deeper in that than the measure allows, and the
    grid calls it free; that is a violation from the second frame in a row on.
    """

    def __init__(self) -> None:
        self._frames = self._both = self._either = 0
        self._seen = np.empty(0, np.int64)
        self._runs: dict[int, int] = {}  # of frames in a row, by cell
        self._wrong = {kind: {'cell_frames': 0, 'violations': 0, 'worst_run': 0} for kind in KINDS}

    def add(
        self, keys: np.ndarray, is_free: np.ndarray, truth: CellTruth, is_deep: np.ndarray
    ) -> None:
        """
        Take in a frame.

        :param keys: (N,) int64, a name for each cell's place in the world.
        :param is_free: (N,) bool, whether the grid calls it free.
        :param truth: of the same cells.
        :param is_deep: (N,) bool, whether it lies too deep in what occupies it for the grid
            to be excused; of no meaning where it is free.
        """
        self._frames += 1
        # Cells that are given no more are forgotten.
        was_seen = np.isin(keys, self._seen) | truth.is_in_view
        self._seen = keys[was_seen]
        self._both += int((was_seen & is_free & truth.is_free).sum())
        self._either += int((was_seen & (is_free | truth.is_free)).sum())
        is_wrong = is_free & ~truth.is_free & truth.is_in_view & is_deep
        self._runs = {key: self._runs.get(key, 0) + 1 for key in keys[is_wrong].tolist()}
        for key, is_moving in zip(
            keys[is_wrong].tolist(), truth.is_moving[is_wrong].tolist(), strict=True
        ):
            self._count(KINDS[is_moving], self._runs[key])

    def _count(self, kind: str, run: int) -> None:
        wrong = self._wrong[kind]
        wrong['cell_frames'] += 1
        wrong['violations'] += run > 1
        wrong['worst_run'] = max(wrong['worst_run'], run)

    def figures(self) -> dict[str, Any]:
        """
        Sum up.

        :returns: the number of frames, the free-space IoU, and by what occupies the cells those
            wrongly free: how often, how often beyond one frame, and for how long in a row.
        """
        return {
            'frames': self._frames,
            'free_iou': round(self._both / self._either, 4) if self._either else None,
            'wrongly_free': self._wrong,
        }
