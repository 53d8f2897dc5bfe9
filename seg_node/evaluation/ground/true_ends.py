# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where drivable ground truly ends along each bearing."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from seg_node.core.camera_geometry import CameraPose
from seg_node.sources.rendered_drive.scene import Scene

_STEP_M = 0.01


class TrueEnds(NamedTuple):
    """
    The ends of drivable ground.

    :param ranges: (B,) float64 from the camera's foot [m]; inf where it goes on.
    :param class_ids: (B,) uint8, of what is there; of no meaning where it goes on.
    """

    ranges: np.ndarray
    class_ids: np.ndarray


def find_true_ends(
    scene: Scene,
    pose: CameraPose,
    time_s: float,
    bearings: np.ndarray,
    range_max: float,
    drivable: Collection[int],
) -> TrueEnds:
    """
    Look along bearings over the ground of a scene.

    :param scene: that knows what stands where.
    :param pose: of the camera.
    :param time_s: of the drive.
    :param bearings: (B,) from the camera's heading [rad].
    :param range_max: up to which to look [m].
    :param drivable: class ids of drivable ground.
    """
    foot = np.array([pose.x, pose.y])
    ahead = np.column_stack((np.cos(bearings + pose.yaw), np.sin(bearings + pose.yaw)))
    ends, class_ids = _ends_of_ground(scene, foot, ahead, range_max, drivable)
    for footprint in scene.footprints(time_s, pose.x - range_max, pose.x + range_max):
        entry = entry_ranges(ahead, footprint.outline - foot)
        is_nearer = entry < ends
        ends[is_nearer] = entry[is_nearer]
        class_ids[is_nearer] = footprint.class_id
    ends[ends > range_max] = np.inf
    return TrueEnds(ends, class_ids)


def _ends_of_ground(
    scene: Scene, foot: np.ndarray, ahead: np.ndarray, range_max: float, drivable: Collection[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Find where the bare ground is of another class, to the step; things are left out."""
    ranges = np.arange(_STEP_M, range_max + _STEP_M, _STEP_M)
    places = foot[:, None, None] + np.multiply.outer(ahead.T, ranges)  # (2, B, R)
    classes = scene.ground_class(*places)
    is_end = ~np.isin(classes, [*drivable])
    first = is_end.argmax(axis=1)
    ends = np.where(is_end.any(axis=1), ranges[first], np.inf)
    return ends, np.take_along_axis(classes, first[:, None], axis=1)[:, 0].copy()


def entry_ranges(ahead: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """
    Find where rays from the origin first meet a polygon's outline.

    :param ahead: (B, 2) unit vectors.
    :param outline: (N, 2) corners [m].
    :returns: (B,) [m], inf where they miss it.
    """
    start, edge = outline, np.roll(outline, -1, axis=0) - outline
    across = _cross(ahead[:, None], edge)
    with np.errstate(divide='ignore', invalid='ignore'):
        ranges = _cross(start, edge) / across
        share = _cross(start, ahead[:, None]) / across
    is_met = (ranges > 0) & (share >= 0) & (share <= 1)
    nearest: np.ndarray = np.where(is_met, ranges, np.inf).min(axis=1)
    return nearest


def _cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    product: np.ndarray = one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]
    return product
