# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is truly in the cells of a grid, and which of them a camera sees."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from seg_node.core.camera_geometry import CameraPose
from seg_node.core.ground_projection import GroundProjection
from seg_node.evaluation.ground.true_ends import entry_ranges
from seg_node.sources.rendered_drive.scene import Scene


class CellTruth(NamedTuple):
    """
    What holds at the centres of cells, (N,) bool each.

    :param is_free: drivable ground with nothing on it.
    :param is_in_view: the image shows the place, and nothing stands before it; what stands on
        it does not hide it.
    :param is_moving: something that moves is on it.
    """

    is_free: np.ndarray
    is_in_view: np.ndarray
    is_moving: np.ndarray


def find_cell_truth(
    scene: Scene,
    ground: GroundProjection,
    pose: CameraPose,
    time_s: float,
    cells: np.ndarray,
    drivable: Collection[int],
) -> CellTruth:
    """
    Look at cells of a scene.

    :param scene: that knows what stands where.
    :param ground: under the camera as it leans.
    :param pose: of the camera.
    :param time_s: of the drive.
    :param cells: (N, 2) their centres in the world [m].
    :param drivable: class ids of drivable ground.
    """
    offsets = cells - (pose.x, pose.y)
    is_free = np.isin(scene.ground_class(*cells.T), [*drivable])
    is_in_view = _is_in_image(ground, offsets, pose.yaw)
    is_moving = np.zeros(len(cells), bool)
    reach = float(np.hypot(*offsets.T).max())
    for footprint in scene.footprints(time_s, pose.x - reach, pose.x + reach):
        outline = footprint.outline - (pose.x, pose.y)
        is_on = is_inside(outline, offsets)
        is_free &= ~is_on
        is_moving |= is_on & footprint.is_moving
        candidates = np.flatnonzero(is_in_view & ~is_on)
        is_in_view[candidates] = ~_is_behind(outline, offsets[candidates])
    return CellTruth(is_free, is_in_view, is_moving)


def is_inside(outline: np.ndarray, points: np.ndarray) -> np.ndarray:
    """
    Tell which points lie within a convex polygon.

    :param outline: (M, 2) corners, in either sense.
    :param points: (N, 2).
    :returns: (N,) bool.
    """
    edge = np.roll(outline, -1, axis=0) - outline
    offset = points[:, None] - outline
    side = edge[:, 0] * offset[..., 1] - edge[:, 1] * offset[..., 0]
    inside: np.ndarray = (side >= 0).all(axis=1) | (side <= 0).all(axis=1)
    return inside


def _is_behind(outline: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Tell which points a polygon hides from the origin."""
    ranges = np.hypot(*points.T)
    return entry_ranges(points / ranges[:, None], outline) < ranges


def _is_in_image(ground: GroundProjection, offsets: np.ndarray, yaw: float) -> np.ndarray:
    """Tell which places the image shows, were nothing in between."""
    cosine, sine = np.cos(yaw), np.sin(yaw)
    x, y = offsets.T
    ahead = np.column_stack((x * cosine + y * sine, y * cosine - x * sine))
    width, height = ground.lens.size
    columns, rows = ground.pixels(ahead).T
    with np.errstate(invalid='ignore'):
        is_across, is_along = abs(columns - (width - 1) / 2), abs(rows - (height - 1) / 2)
        seen: np.ndarray = (is_across < width / 2) & (is_along < height / 2)
    return seen
