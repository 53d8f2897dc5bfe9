# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Houses: a front to the street, a gable towards the camera, a roof and chimneys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.classes import BUILDING
from seg_node.sources.rendered_drive.facades import Facade
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.masonry import DENSITY, ROOFS, tiled_roof, WALLS
from seg_node.sources.rendered_drive.mesh import Mesh, MeshBuilder
from seg_node.sources.rendered_drive.panel import Panel
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.street import Street
from seg_node.sources.rendered_drive.texture import Texture, to_pixels
from seg_node.sources.rendered_drive.thing import cast

_DEPTH_M = 9.0
_ROOF_PITCH = np.radians(38)


class HouseKind:
    """
    A house before it has a place: its pictures, lit for one side of the street.

    :param facade: its front.
    :param side: 0 (left) or 1 (right): where the sun meets it.
    :param light: the drive's.
    :param rng: decides the roof and the chimneys.
    """

    def __init__(self, facade: Facade, side: int, light: Light, rng: np.random.Generator) -> None:
        self.size_m = facade.size_m
        self.is_pitched = facade.is_pitched
        inwards = np.array((0.0, -1.0 if side == 0 else 1.0, 0.0))
        self.front = facade.texture(light, inwards, 1.0)
        width, height = self.size_m
        rise = _DEPTH_M / 2 * np.tan(_ROOF_PITCH) if self.is_pitched else 0.4
        draw, _ = WALLS[facade.wall]
        shape = round((height + rise) * DENSITY / 2), round(_DEPTH_M * DENSITY / 2)
        shade = light.shade(np.array((-1.0, 0, 0))).astype(np.float32)
        gable = draw(shape, facade.colour, rng) * shade
        self.gable = Texture(to_pixels(gable), DENSITY / 2)
        slope = _DEPTH_M / 2 / np.cos(_ROOF_PITCH)
        normal = inwards * np.sin(_ROOF_PITCH) + (0, 0, np.cos(_ROOF_PITCH))
        colour = np.asarray(ROOFS[rng.integers(len(ROOFS))])
        shape = round(slope * DENSITY / 2), round(width * DENSITY / 2)
        tiles = tiled_roof(shape, colour, rng) * light.shade(normal).astype(np.float32)
        self.roof = Texture(to_pixels(tiles), DENSITY / 2)
        has_chimney = self.is_pitched and rng.random() < 0.8
        self.chimneys = _chimneys(facade.colour, self.size_m, light) if has_chimney else None

    def hides(self, other: HouseKind) -> bool:
        """Tell whether nothing shows of the gable of a house that leans on this one."""
        height = other.size_m[1]
        if other.is_pitched and not self.is_pitched:
            height += _DEPTH_M / 2 * float(np.tan(_ROOF_PITCH))
        return self.size_m[1] >= height


class Building:
    """
    A house at its place.

    :param kind: how it looks.
    :param street: where the ground line runs.
    :param s: where its front begins [m].
    :param side: 0 (left) or 1 (right).
    :param neighbour: house that it leans on at its beginning, if any.
    """

    class_id = BUILDING

    def __init__(
        self,
        kind: HouseKind,
        street: Street,
        s: float,
        side: int,
        neighbour: HouseKind | None = None,
    ) -> None:
        self._kind = kind
        sign = 1 if side == 0 else -1
        width, self._height = kind.size_m
        ends = np.array([[s, sign * street.house_line(side)], [s + width, 0]])
        ends[1, 1] = ends[0, 1]
        near, far = street.to_world(ends)
        along = np.array((*(far - near), 0.0)) / np.hypot(*(far - near))
        back = sign * np.array((-along[1], along[0], 0.0))
        self._near, self._along, self._back = np.array((*near, 0.0)), along, back
        self._width = width
        self._heading = float(np.arctan2(along[1], along[0]))
        self._far = self._near + along * width
        self._panels = self._build(sign)
        if neighbour is not None and neighbour.hides(kind):
            del self._panels[0]

    def _build(self, sign: int) -> list[Panel]:
        """Make the gable, the roof if it is pitched, and the front."""
        kind, up = self._kind, np.array((0.0, 0, 1.0))
        near, along, back, width = self._near, self._along, self._back, self._width
        # Seen from the street, columns run ahead on the left side and back on the right.
        origin, across = (near, along) if sign == 1 else (near + along * width, -along)
        front = Panel(origin, np.array([across, up]), kind.front, BUILDING)
        gable = Panel(
            near, np.array([back, up]), kind.gable, BUILDING, _gable_outline(kind, self._height)
        )
        if not kind.is_pitched:
            return [gable, front]
        rise = back * np.cos(_ROOF_PITCH) + up * np.sin(_ROOF_PITCH)
        eaves = origin + up * self._height
        roof = Panel(eaves, np.array([across, rise]), kind.roof, BUILDING)
        return [gable, roof, front]

    @cached_property
    def span(self) -> tuple[float, float]:
        """Least and greatest x of the front [m]."""
        return float(self._near[0]), float(self._far[0])

    def distance(self, eye: np.ndarray) -> float:
        """Give the distance of the front's far end [m]."""
        return float(np.hypot(*(self._far - eye)[:2]))

    def draw(self, canvas: Canvas, view: View, opacity: float) -> None:
        """Paint chimneys, gable, roof and front."""
        if self._kind.chimneys is not None and opacity == 1:
            ridge = self._near + self._back * _DEPTH_M / 2
            self._kind.chimneys.draw(canvas, view, ridge, self._heading)
        for panel in self._panels:
            panel.draw(canvas, view, opacity)

    def footprint(self) -> np.ndarray:
        """Give its four corners on the ground [m]."""
        near, along = self._near, self._along * self._width
        back = self._back * _DEPTH_M
        return np.array([near, near + along, near + along + back, near + back])[:, :2]

    def shadows(self, light: Light) -> Sequence[np.ndarray]:
        """Cast the shadow of walls and ridge."""
        ground = np.column_stack((self.footprint(), np.zeros(4)))
        points = [ground, np.add(ground, (0, 0, self._height))]
        if self._kind.is_pitched:
            middle = (ground + np.roll(ground, 1, axis=0)) / 2
            ridge = self._height + _DEPTH_M / 2 * np.tan(_ROOF_PITCH)
            points.append(middle[[0, 2]] + (0, 0, ridge))
        return [cast(np.vstack(points), light)]


def _gable_outline(kind: HouseKind, height: float) -> np.ndarray:
    corners = [(0.0, 0.0), (_DEPTH_M, 0.0), (_DEPTH_M, height), (0.0, height)]
    if kind.is_pitched:
        corners.insert(3, (_DEPTH_M / 2, height + _DEPTH_M / 2 * float(np.tan(_ROOF_PITCH))))
    return np.array(corners)


def _chimneys(colour: np.ndarray, size_m: tuple[float, float], light: Light) -> Mesh:
    """Build a chimney over either side wall; x runs along the front, from its near end."""
    builder = MeshBuilder()
    width, height = size_m
    foot = height + _DEPTH_M / 2 * float(np.tan(_ROOF_PITCH)) - 0.6
    for x in (width * 0.88, width * 0.12):
        for half, low, high, tone in ((0.45, 0.0, 1.7, 0.85), (0.52, 1.7, 1.85, 0.95)):
            corner = np.array((half, half * 1.2, 0))
            middle = np.array((x, 0, foot))
            bottom, top = middle - corner + (0, 0, low), middle + corner + (0, 0, high)
            builder.box(bottom, top, np.asarray(colour) * tone)
        for y in (-0.33, 0.0, 0.33):
            pot = np.array((x, y, foot + 2.06))
            reach = np.array((0.12, 0.12, 0.21))
            builder.box(pot - reach, pot + reach, (160, 96, 66))
    return builder.finished(light, 0.0, BUILDING)
