# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Trees, vehicles and people at their places, and how those that move get there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.classes import BICYCLIST, CAR, PEDESTRIAN, TREE
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.mesh import Mesh
from seg_node.sources.rendered_drive.panel import billboard
from seg_node.sources.rendered_drive.people import cyclist, Look, pedestrian
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.street import PERIOD_M, Street
from seg_node.sources.rendered_drive.texture import Texture
from seg_node.sources.rendered_drive.thing import cast, disc, rectangle, Thing
from seg_node.sources.rendered_drive.tubes import Tubes

SunReach = Callable[[float, float], float]
"""Share of the sun that reaches a place (s, d) of the street."""


@dataclass
class Tree:
    """A picture of a tree that turns towards the camera; ``place`` is (3,) its foot [m]."""

    place: np.ndarray
    texture: Texture
    class_id: int = TREE

    @property
    def span(self) -> tuple[float, float]:
        """Least and greatest x of the crown [m]."""
        reach = self.texture.size_m[0] / 2
        return float(self.place[0] - reach), float(self.place[0] + reach)

    def distance(self, eye: np.ndarray) -> float:
        """Give the distance of the trunk [m]."""
        return float(np.linalg.norm((self.place - eye)[:2]))

    def draw(self, canvas: Canvas, view: View, opacity: float) -> None:
        """Paint it upright."""
        billboard(view, self.place, self.texture, TREE).draw(canvas, view, opacity)

    def footprint(self) -> np.ndarray:
        """Give an octagon around the trunk [m]."""
        return disc(self.place, 0.17)

    def shadows(self, light: Light) -> Sequence[np.ndarray]:
        """Cast the shadows of trunk and crown."""
        width, height = self.texture.size_m
        trunk = [disc(self.place, 0.12), disc(self.place, 0.08)]
        levels = [np.zeros((8, 1)), np.full((8, 1), height * 0.5)]
        shadows = [
            cast(np.vstack([np.hstack(pair) for pair in zip(trunk, levels, strict=True)]), light)
        ]
        steps = np.linspace(0.3, 0.95, 6)
        for i, share in enumerate(steps):
            # A ragged crown: discs of changing size, some to the side.
            radius = width * 0.42 * np.sin(np.pi * np.clip((share - 0.2) / 0.85, 0, 1)) ** 0.6
            shift = np.array((np.cos(2.4 * i), np.sin(2.4 * i), 0)) * width * 0.1
            ring = disc(self.place + shift, radius)
            shadows.append(cast(np.hstack((ring, np.full((8, 1), height * share))), light))
        return shadows


@dataclass
class Vehicle:
    """
    A vehicle at a moment.

    :param mesh: its faces.
    :param place: (3,) below its middle [m].
    :param heading: [rad].
    :param brightness: of its colours, less in a shadow.
    """

    mesh: Mesh
    place: np.ndarray
    heading: float
    brightness: float
    class_id: int = CAR

    @property
    def span(self) -> tuple[float, float]:
        """Least and greatest x [m]."""
        x = self._outline[:, 0]
        return float(x.min()), float(x.max())

    def distance(self, eye: np.ndarray) -> float:
        """Give the distance of its nearest corner [m]; its middle would not do for a bus."""
        return float(np.hypot(*(self._outline - eye[:2]).T).min())

    def draw(self, canvas: Canvas, view: View, opacity: float) -> None:
        """Paint its faces."""
        self.mesh.draw(canvas, view, self.place, self.heading, self.brightness)

    def footprint(self) -> np.ndarray:
        """Give the rectangle around the body [m]."""
        return self._outline

    @cached_property
    def _outline(self) -> np.ndarray:
        low, high = self.mesh.extent
        middle = self.place + (high + low)[0] / 2 * np.array(
            (np.cos(self.heading), np.sin(self.heading), 0)
        )
        return rectangle(middle, self.heading, *(high - low)[:2])

    def shadows(self, light: Light) -> Sequence[np.ndarray]:
        """Cast the shadow of the body's box, its upper edges drawn in."""
        height = self.mesh.extent[1][2]
        ground = np.column_stack((self.footprint(), np.zeros(4)))
        middle = ground.mean(axis=0)
        belt = np.add(ground, (0, 0, height * 0.66))
        roof = middle + (ground - middle) * 0.72 + np.array((0, 0, height))
        return [cast(np.vstack((ground, belt, roof)), light)]


@dataclass
class Person:
    """
    A pedestrian or cyclist at a moment.

    :param tubes: the limbs.
    :param place: (3,) on the ground [m].
    :param heading: [rad].
    """

    tubes: Tubes
    place: np.ndarray
    heading: float
    class_id: int

    @property
    def span(self) -> tuple[float, float]:
        """Least and greatest x [m]."""
        return float(self.place[0]) - 0.9, float(self.place[0]) + 0.9

    def distance(self, eye: np.ndarray) -> float:
        """Give the distance of the feet [m]."""
        return float(np.linalg.norm((self.place - eye)[:2]))

    def draw(self, canvas: Canvas, view: View, opacity: float) -> None:
        """Paint the limbs."""
        self.tubes.draw(canvas, view, self.class_id)

    def footprint(self) -> np.ndarray:
        """Give a rectangle around feet or wheels [m]."""
        length = 1.7 if self.class_id == BICYCLIST else 0.5
        return rectangle(self.place, self.heading, length, 0.5)

    def shadows(self, light: Light) -> Sequence[np.ndarray]:
        """Cast the shadow of a body as wide as a person, and of the legs."""
        waist, top = (np.add(self.place, (0, 0, height)) for height in (0.8, 1.65))
        legs = np.vstack(
            [np.column_stack((disc(p, 0.13), np.full(8, p[2]))) for p in (self.place, waist)]
        )
        trunk = np.vstack(
            [np.column_stack((disc(p, 0.2), np.full(8, p[2]))) for p in (waist, top)]
        )
        return [cast(legs, light), cast(trunk, light)]


@dataclass(frozen=True)
class Mover:
    """
    Something that keeps to a line along the street.

    :param s: at time 0 [m].
    :param d: to the left of the centre line [m].
    :param speed: along the street, negative against its direction [m/s].
    :param body: a vehicle's mesh, or how a person looks.
    :param is_cyclist: whether the person rides.
    """

    s: float
    d: float
    speed: float
    body: Mesh | Look
    is_cyclist: bool = False

    def street_place(self, time_s: float) -> float:
        """Tell at which s it is at a time, within the street's first period [m]."""
        return float(np.mod(self.s + self.speed * time_s, PERIOD_M))

    def at(self, time_s: float, street: Street, light: Light, sun_reach: SunReach) -> Thing:
        """Place it as it is at a time, within the street's first period."""
        s, travelled = self.street_place(time_s), self.speed * time_s
        place = np.array((s, self.d + float(street.bend(s)), 0.0))
        heading = street.heading(s) + (0.0 if self.speed >= 0 else np.pi)
        reach = sun_reach(s, self.d)
        if isinstance(self.body, Mesh):
            return Vehicle(self.body, place, heading, brightness(light, reach))
        pose, class_id = (cyclist, BICYCLIST) if self.is_cyclist else (pedestrian, PEDESTRIAN)
        tubes = pose(self.body, place, heading, abs(travelled) + self.s, light, reach)
        return Person(tubes, place, heading, class_id)


def brightness(light: Light, sun_reach: float) -> float:
    """Tell how bright a small thing is where only a share of the sun reaches it, 0 to 1."""
    shadow = float(light.shadow_factor.mean()) * 0.6 + 0.4
    return shadow + (1 - shadow) * sun_reach
