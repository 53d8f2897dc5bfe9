# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The ground in the robot's way that comes into view first, as a part of the image."""

from __future__ import annotations

import numpy as np

from seg_node.core.errors import MountingError
from seg_node.core.ground_projection import GroundProjection
from seg_node.core.image_polygon import Polygon

_STEP_M = 0.05
_LENGTH_M = 1.0


def swept_seed(
    ground: GroundProjection, is_hidden: np.ndarray, width: float, range_max: float
) -> Polygon:
    """
    Outline the first ground that the robot's footprint will sweep, going straight ahead.

    :param ground: of the robot when it does not lean.
    :param is_hidden: (H, W) bool, pixels that show the robot itself.
    :param width: of the footprint, whose middle is that of the robot's frame [m].
    :param range_max: from the camera's foot, up to which to look [m].
    :returns: in units of the image's width and height, as for ``seed_polygon``.
    :raises MountingError: if nothing of it is in view.
    """
    ahead = np.arange(_STEP_M, range_max, _STEP_M)
    sides = np.array((width / 2, 0.0, -width / 2)) - ground.foot[1]
    rows = [_is_seen(ground, is_hidden, _line(ahead, side)) for side in sides]
    is_seen = np.any(rows, axis=0)
    if not is_seen.any():
        raise MountingError(
            f'nothing of the {width:g} m wide way ahead is in view up to {range_max:g} m: check '
            'the angles of the camera in base_frame, footprint_width and self_mask'
        )
    near = ahead[is_seen.argmax()]
    along = np.linspace(near, near + _LENGTH_M, 8)
    left, right = (ground.pixels(_line(along, side)) for side in sides[[0, 2]])
    outline = (np.concatenate((left, right[::-1])) + 0.5) / ground.lens.size
    outline = outline[~np.isnan(outline).any(axis=1)].clip(0, 1)
    if len(outline) < 3:
        raise MountingError(
            f'the lens does not see the sides of the {width:g} m wide way ahead: correct '
            'footprint_width, or set it to 0'
        )
    return tuple((float(x), float(y)) for x, y in outline)


def _line(ahead: np.ndarray, left: float) -> np.ndarray:
    return np.column_stack((ahead, np.full_like(ahead, left)))


def _is_seen(ground: GroundProjection, is_hidden: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Tell which points of the ground are in the image and not hidden, (N,) bool."""
    columns, rows = np.rint(ground.pixels(points)).T
    height, width = is_hidden.shape
    is_inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    columns, rows = np.where(is_inside, (columns, rows), 0).astype(int)
    seen: np.ndarray = is_inside & ~is_hidden[rows, columns]
    return seen
