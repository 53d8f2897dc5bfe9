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


def swept_seed(ground: GroundProjection, width: float, range_max: float) -> Polygon:
    """
    Outline the first ground that the robot's footprint will sweep, going straight ahead.

    :param ground: of the robot when it does not lean.
    :param width: of the footprint, whose middle is ``base_link`` [m].
    :param range_max: from the camera's foot, up to which to look [m].
    :returns: in units of the image's width and height, as for ``seed_polygon``.
    :raises MountingError: if nothing of it is in view.
    """
    ahead = np.arange(_STEP_M, range_max, _STEP_M)
    sides = np.array((width / 2, 0.0, -width / 2)) - ground.foot[1]
    rows = np.stack([_places(ground, ahead, np.full_like(ahead, side)) for side in sides])
    is_seen = ((rows >= 0) & (rows <= 1)).all(axis=2).any(axis=0)
    if not is_seen.any():
        raise MountingError(
            f'nothing of the {width:g} m wide way ahead is in view up to {range_max:g} m: check '
            'the angles of the camera in base_frame, or correct footprint_width'
        )
    near = ahead[is_seen.argmax()]
    along = np.linspace(near, near + _LENGTH_M, 8)
    left, right = (_places(ground, along, np.full_like(along, side)) for side in sides[[0, 2]])
    outline = np.concatenate((left, right[::-1]))
    outline = outline[~np.isnan(outline).any(axis=1)].clip(0, 1)
    return tuple((float(x), float(y)) for x, y in outline)


def _places(ground: GroundProjection, ahead: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Give where the image shows points of the ground: (N, 2), x right and y down."""
    pixels = ground.pixels(np.column_stack((ahead, left)))
    places: np.ndarray = (pixels + 0.5) / ground.lens.size
    return places
