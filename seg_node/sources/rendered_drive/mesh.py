# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Things made of flat faces: cars, chimneys, boxes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.projection import NEAR_M, View

_LEAST_AREA_PX = 0.7
"""Faces that appear smaller are left out."""


class MeshBuilder:
    """
    Collects four-cornered faces in the order in which they are to be painted.

    A face is seen from the side that looks away from the builder's ``inside``.
    """

    def __init__(self) -> None:
        self._quads: list[np.ndarray] = []
        self._insides: list[np.ndarray] = []
        self._colours: list[np.ndarray] = []
        self._glows: list[np.ndarray] = []
        self.inside: np.ndarray = np.zeros(3)

    def quad(
        self, corners: Sequence[Sequence[float]] | np.ndarray, colour: object, glow: object = None
    ) -> np.ndarray:
        """
        Add a face.

        :param corners: (4, 3) around the face [m].
        :param colour: RGB that light falls on.
        :param glow: RGB that is there without light.
        :returns: the corners, to put insets on.
        """
        quad = np.asarray(corners, float)
        self._quads.append(quad)
        self._insides.append(self.inside)
        self._colours.append(np.asarray(colour, float))
        self._glows.append(np.zeros(3) if glow is None else np.asarray(glow, float))
        return quad

    def inset(
        self,
        quad: np.ndarray,
        u: tuple[float, float],
        v: tuple[float, float],
        colour: object,
        glow: object = None,
    ) -> np.ndarray:
        """
        Add a face that lies on another one.

        :param quad: (4, 3); u runs from corner 0 to 1, v from corner 0 to 3.
        :param u: from and to, 0 to 1.
        :param v: from and to, 0 to 1.
        """
        corners = [
            (quad[0] * (1 - a) + quad[1] * a) * (1 - b) + (quad[3] * (1 - a) + quad[2] * a) * b
            for a, b in ((u[0], v[0]), (u[1], v[0]), (u[1], v[1]), (u[0], v[1]))
        ]
        return self.quad(np.array(corners), colour, glow)

    def box(
        self,
        low: Sequence[float] | np.ndarray,
        high: Sequence[float] | np.ndarray,
        colour: object,
    ) -> None:
        """Add the four sides and the top of a box, given two opposite corners."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        outer, self.inside = self.inside, (np.asarray(low) + np.asarray(high)) / 2
        ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        for (xa, ya), (xb, yb) in zip(ring, ring[1:] + ring[:1], strict=True):
            self.quad([(xa, ya, z0), (xb, yb, z0), (xb, yb, z1), (xa, ya, z1)], colour)
        self.quad([(x, y, z1) for x, y in ring], colour)
        self.inside = outer

    def finished(self, light: Light, heading: float, class_id: int) -> Mesh:
        """Light the faces as they stand when the mesh looks into a heading [rad]."""
        quads = np.array(self._quads)
        normals = np.cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1])
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        outwards = quads.mean(axis=1) - np.array(self._insides)
        normals[np.einsum('fi,fi->f', normals, outwards) < 0] *= -1
        shades = np.array([light.shade(normal) for normal in normals @ turning(heading).T])
        colours = np.array(self._colours) * shades + np.array(self._glows)
        return Mesh(quads, normals, np.clip(colours, 0, 255), class_id)


class Mesh:
    """
    Faces in the order in which they are painted, lit once.

    :param quads: (F, 4, 3) corners, in the mesh's own axes [m].
    :param normals: (F, 3) unit vectors out of the faces.
    :param colours: (F, 3) RGB.
    :param class_id: of all pixels.
    """

    def __init__(
        self, quads: np.ndarray, normals: np.ndarray, colours: np.ndarray, class_id: int
    ) -> None:
        self.quads = quads
        self._normals = normals
        self._colours = colours
        self._class_id = class_id

    @cached_property
    def extent(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest coordinates, each (3,) [m]."""
        points = self.quads.reshape(-1, 3)
        return points.min(axis=0), points.max(axis=0)

    def draw(
        self, canvas: Canvas, view: View, place: np.ndarray, heading: float, light: float = 1.0
    ) -> None:
        """
        Paint the faces that look at the camera.

        :param place: (3,) of the mesh's origin in the world [m].
        :param heading: where its x axis points [rad].
        :param light: factor on its colours, e.g. in a building's shadow.
        """
        turn = turning(heading)
        eye = turn.T @ (view.position - place)
        facing = np.einsum('fi,fi->f', self._normals, eye - self.quads[:, 0]) > 0
        quads = self.quads[facing] @ turn.T + place
        colours = canvas.hazed(self._colours[facing] * light, float(np.linalg.norm(eye)))
        optical = view.to_optical(quads.reshape(-1, 3))
        if optical[:, 2].min(initial=np.inf) >= NEAR_M:
            polygons = view.pixels(optical).reshape(-1, 4, 2)
            is_seen = _areas(polygons) > _LEAST_AREA_PX
            canvas.fill(polygons[is_seen], colours[is_seen], self._class_id)
            return
        for quad, colour in zip(quads, colours, strict=True):
            polygon = view.project_polygon(quad)
            if len(polygon):
                canvas.fill(polygon[None], colour[None], self._class_id)


def _areas(quads: np.ndarray) -> np.ndarray:
    """Compute the areas of (F, 4, 2) quadrilaterals, (F,)."""
    one, other = quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]
    return np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2


def turning(heading: float) -> np.ndarray:
    """Build the rotation about the vertical by a heading [rad], (3, 3)."""
    sine, cosine = np.sin(heading), np.cos(heading)
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
