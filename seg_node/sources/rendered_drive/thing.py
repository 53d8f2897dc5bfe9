# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What everything that stands on the ground has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.projection import convex_hull, View


class Thing(Protocol):
    """Something that can be seen, and that one should not drive into."""

    class_id: int

    @property
    def span(self) -> tuple[float, float]:
        """Least and greatest x of what it covers [m]."""
        ...

    def distance(self, eye: np.ndarray) -> float:
        """Tell how far it is from a point (3,), to order things from far to near [m]."""
        ...

    def draw(self, canvas: Canvas, view: View, opacity: float) -> None:
        """Paint it; what fades in has an opacity below 1."""
        ...

    def footprint(self) -> np.ndarray:
        """Give the outline of the ground that it occupies, (N, 2) [m]."""
        ...

    def shadows(self, light: Light) -> Sequence[np.ndarray]:
        """Give the polygons on the ground that it keeps the sun from, (N, 2) [m]."""
        ...


def cast(points: np.ndarray, light: Light) -> np.ndarray:
    """
    Cast the shadow of a convex solid on the ground.

    :param points: (N, 3) its corners [m].
    :returns: (M, 2) [m].
    """
    return convex_hull(points[:, :2] + points[:, 2:] * light.ground_shift())


def rectangle(place: np.ndarray, heading: float, length: float, width: float) -> np.ndarray:
    """Lay a rectangle around a place, along a heading, (4, 2) [m]."""
    ahead = np.array((np.cos(heading), np.sin(heading))) * length / 2
    left = np.array((-np.sin(heading), np.cos(heading))) * width / 2
    return place[:2] + np.array([ahead + left, ahead - left, -ahead - left, -ahead + left])


def disc(place: np.ndarray, radius: float) -> np.ndarray:
    """Lay an octagon around a place, (8, 2) [m]."""
    angles = np.arange(8) * np.pi / 4
    return place[:2] + radius * np.column_stack((np.cos(angles), np.sin(angles)))
