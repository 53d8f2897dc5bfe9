# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Drive a grid over the ground of a scene and compare its cells with the truth."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from seg_node.core.ground_grid import FREE, GroundGrid, Pose2D
from seg_node.core.ground_projection import GroundError
from seg_node.core.ground_settings import GridSettings
from seg_node.evaluation.ground.grid_scores import GridScores
from seg_node.evaluation.ground.grid_truth import find_cell_truth
from seg_node.evaluation.ground.looks import Look
from seg_node.evaluation.ground.true_ends import find_true_ends
from seg_node.sources.rendered_drive.scene import Scene

WITHIN_M = 15.0
"""From the camera's foot, up to which cells are compared [m]."""

_ROWS = 2.0
_KEY_STRIDE = 1 << 32


class GridComparison:
    """
    A grid that moves with the robot, whose odometry is without error.

    The near edge of what occupies a cell is where drivable ground ends on the way to the
    cell. A cell is excused up to a cell's side behind it, or up to the length of ground that
    two rows of the image show there, whichever is more.

    :param scene: that knows what stands where.
    :param drivable: class ids of drivable ground.
    :param settings: of the grid.
    """

    def __init__(self, scene: Scene, drivable: Collection[int], settings: GridSettings) -> None:
        self._scene, self._drivable = scene, drivable
        self._grid = GroundGrid(settings)
        self._scores = GridScores()

    def add(self, look: Look) -> None:
        """Take in a frame; frames follow each other."""
        pose = look.pose
        self._grid.update(
            look.mapper.fan, look.profile, Pose2D(pose.x, pose.y, pose.yaw), look.time_s
        )
        keys, cells, is_free = self._cells(np.array((pose.x, pose.y)))
        truth = find_cell_truth(self._scene, look.ground, pose, look.time_s, cells, self._drivable)
        is_deep = np.zeros(len(cells), bool)
        suspects = np.flatnonzero(is_free & ~truth.is_free & truth.is_in_view)
        is_deep[suspects] = self._is_deep(look, cells[suspects])
        self._scores.add(keys, is_free, truth, is_deep)

    def figures(self) -> dict[str, Any]:
        """Sum up; see ``GridScores.figures``."""
        return self._scores.figures()

    def _cells(self, foot: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give name, centre and whether it is free of each cell within reach."""
        side = self._grid.settings.resolution
        occupancy = self._grid.occupancy()
        places = np.indices(occupancy.shape).reshape(2, -1)[::-1].T
        places = places + np.rint(np.array(self._grid.origin) / side).astype(np.int64)
        cells = (places + 0.5) * side
        is_near = np.hypot(*(cells - foot).T) <= WITHIN_M
        x, y = places[is_near].T
        return x * _KEY_STRIDE + y, cells[is_near], occupancy.ravel()[is_near] == FREE

    def _is_deep(self, look: Look, cells: np.ndarray) -> np.ndarray:
        """Tell which occupied cells in view the grid should know, (N,) bool."""
        pose = look.pose
        x, y = (cells - (pose.x, pose.y)).T
        ends = find_true_ends(
            self._scene,
            pose,
            look.time_s,
            np.arctan2(y, x) - pose.yaw,
            WITHIN_M + 1,
            self._drivable,
        ).ranges
        row = GroundError(pitch=_ROWS / look.ground.lens.focal_length, height=0.0)
        band = np.maximum(self._grid.settings.resolution, look.ground.range_deviation(ends, row))
        deep: np.ndarray = np.hypot(x, y) - ends > band
        return deep
