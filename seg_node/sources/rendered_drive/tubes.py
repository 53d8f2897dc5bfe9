# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Things made of tapered round limbs: people, cyclists, posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.projection import NEAR_M, View

_LEAST_SHADED_PX = 1.2
_CAP = np.linspace(-np.pi / 2, np.pi / 2, 6)


@dataclass
class Tubes:
    """
    Limbs with round ends, each from a start to an end.

    :param starts: (N, 3) [m].
    :param ends: (N, 3) [m].
    :param radii: (N, 2) at start and end [m].
    :param colours: (N, 3) RGB, lit.
    """

    starts: np.ndarray
    ends: np.ndarray
    radii: np.ndarray
    colours: np.ndarray

    def draw(self, canvas: Canvas, view: View, class_id: int, sun_side: float = 0.0) -> None:
        """
        Paint all limbs from far to near.

        :param class_id: of their pixels.
        :param sun_side: where the sun is, from -1 (left) to 1 (right in the picture).
        """
        start, end = view.to_optical(self.starts), view.to_optical(self.ends)
        depths = np.column_stack((start[:, 2], end[:, 2]))
        if depths.min() < NEAR_M:
            return
        order = np.argsort(-depths.mean(axis=1), kind='stable')
        radii = (self.radii * view.camera.fx / depths)[order]
        start, end = view.pixels(start)[order], view.pixels(end)[order]
        colours = canvas.hazed(self.colours[order], float(depths.mean()))
        dark = _outlines(start, end, radii)
        if radii.max() < _LEAST_SHADED_PX:
            canvas.fill(dark, colours * 0.92, class_id)
            return
        # A narrower, brighter limb on the lit side of each rounds it.
        offset = radii.mean(axis=1, keepdims=True) * (0.28 * sun_side, -0.12)
        bright = _outlines(start + offset, end + offset, radii * 0.62)
        both = np.stack((dark, bright), axis=1).reshape(-1, *dark.shape[1:])
        shades = np.stack((colours * 0.8, np.minimum(colours * 1.08, 255)), axis=1)
        canvas.fill(both, shades.reshape(-1, 3), class_id)


def _outlines(starts: np.ndarray, ends: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Draw the silhouettes of tapered limbs, (N, 12, 2) [px]."""
    along = ends - starts
    angles = np.arctan2(along[:, 1], along[:, 0])[:, None] + _CAP
    ahead = np.stack((np.cos(angles), np.sin(angles)), axis=-1)
    far = ends[:, None] + radii[:, 1, None, None] * ahead
    near = starts[:, None] - radii[:, 0, None, None] * ahead
    return np.concatenate((far, near), axis=1)
