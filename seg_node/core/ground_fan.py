# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Bearings and ranges from the camera's foot, and the pixels that show the ground there."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, pi

import numpy as np

from seg_node.core.errors import MountingError
from seg_node.core.ground_projection import GroundProjection

_NEAREST_M = 0.1
_MAX_RANGES = 400
_LEAST_SPAN = 1e-4
# Half a degree: 9 cm at 10 m.
_MAX_STEP = pi / 360
# Points whose coordinates stay in a core's cache.
_BLOCK = 12_000


@dataclass(frozen=True)
class Fan:
    """
    Where to look: bearings from the foot, and ranges along each.

    Ranges lie one row of the image apart where the camera looks straight ahead,
    so none is missed and none is looked at twice.

    :param bearings: (B,) rising in even steps [rad], positive to the left of the robot's x.
    :param ranges: (R,) rising [m].
    """

    bearings: np.ndarray
    ranges: np.ndarray


def plan_fan(ground: GroundProjection, bearing_count: int, range_max: float) -> Fan:
    """
    Choose bearings and ranges that cover the ground in a camera's view.

    :param ground: of the robot when it does not lean.
    :param bearing_count: least B; there are more where they would be farther apart than obstacles
        may be wide.
    :param range_max: [m].
    :raises MountingError: if no ground is in view up to there, or all of it on one bearing.
    """
    points = ground.points(ground.lens.edge_pixels())
    ranges = np.hypot(*points.T)
    # Ground that runs out of the picture at its top is in view up to range_max.
    is_near = ranges <= range_max
    if not is_near.any():
        raise MountingError(
            f'no ground is in view up to {range_max:g} m, ground_range_max and what '
            f'ground_clearance adds, of the camera {ground.height:.2f} m above it: check the '
            'angles of its optical frame in base_frame, and K of camera_info'
        )
    first, last = _span(np.arctan2(points[is_near, 1], points[is_near, 0]))
    nearest = _NEAREST_M if _sees_foot(ground) else max(float(ranges[is_near].min()), _NEAREST_M)
    steep, flat = np.arctan2(ground.height, (nearest, range_max))
    count = int(np.clip((steep - flat) * ground.lens.focal_length, 2, _MAX_RANGES))
    if not last - first > _LEAST_SPAN:
        raise MountingError(
            'the ground in view lies on a single bearing: check the size and K of camera_info'
        )
    bearing_count = max(bearing_count, ceil((last - first) / _MAX_STEP) + 1)
    return Fan(
        bearings=np.linspace(first, last, bearing_count, dtype=np.float32),
        ranges=(ground.height / np.tan(np.linspace(steep, flat, count))).astype(np.float32),
    )


class FanPixels:
    """
    The pixels that show the points of a fan.

    :param ground: of the robot as it leans now.
    :param fan: of B bearings and R ranges.
    :param is_hidden: (H, W) bool, pixels that show no ground whatever is there; None for none.
    """

    def __init__(
        self, ground: GroundProjection, fan: Fan, is_hidden: np.ndarray | None = None
    ) -> None:
        blocks = np.array_split(fan.bearings, ceil(len(fan.bearings) * len(fan.ranges) / _BLOCK))
        found = [_flat_pixels(ground, bearings, fan.ranges) for bearings in blocks]
        self._flat = np.concatenate(found)
        if is_hidden is not None:
            self._flat[is_hidden.ravel().take(self._flat)] = -1
        self.is_seen = self._flat >= 0
        """(B, R) bool."""

    def look(self, image: np.ndarray) -> np.ndarray:
        """
        Give what an image shows at each point.

        :param image: (H, W) of the lens's size.
        :returns: (B, R); of no meaning where the point is not seen.
        """
        return image.ravel().take(self._flat)


def _flat_pixels(ground: GroundProjection, bearings: np.ndarray, ranges: np.ndarray) -> np.ndarray:
    """Give the flat index of each point's pixel, -1 where it is outside the image."""
    ahead = np.array([np.cos(bearings), np.sin(bearings)])
    points = np.multiply.outer(ahead, ranges)  # (2, b, R)
    columns, rows = np.rint(ground.pixels(points.reshape(2, -1).T)).T
    width, height = ground.lens.size
    is_seen = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    columns, rows = np.where(is_seen, (columns, rows), -1).astype(np.int32)
    flat = np.where(is_seen, rows * np.int32(width) + columns, np.int32(-1))
    return flat.reshape(len(bearings), len(ranges))


def _sees_foot(ground: GroundProjection) -> bool:
    ((column, row),) = ground.pixels(np.zeros((1, 2)))
    width, height = ground.lens.size
    return bool(-0.5 <= column < width - 0.5 and -0.5 <= row < height - 0.5)


def _span(bearings: np.ndarray) -> tuple[float, float]:
    """Find the least turn that holds all bearings, which may lie on both sides of pi."""
    ordered = np.sort(bearings)
    gaps = np.diff(ordered, append=ordered[0] + 2 * np.pi)
    widest = int(gaps.argmax())
    first = ordered[(widest + 1) % len(ordered)]
    last = ordered[widest]
    return float(first), float(last if last >= first else last + 2 * np.pi)
