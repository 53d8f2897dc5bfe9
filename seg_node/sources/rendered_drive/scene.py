# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The whole street at any time: what is drawn, and the metric truth about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from seg_node.core.camera_geometry import CameraPose, PinholeCamera
from seg_node.sources.rendered_drive.actors import brightness, Vehicle
from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.classes import BUILDING, TREE
from seg_node.sources.rendered_drive.ground import Ground
from seg_node.sources.rendered_drive.ground_raster import GroundRaster, REACH_M
from seg_node.sources.rendered_drive.layout import Layout
from seg_node.sources.rendered_drive.light import draw_light
from seg_node.sources.rendered_drive.people import Look
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.sky import Sky
from seg_node.sources.rendered_drive.street import draw_street, PERIOD_M
from seg_node.sources.rendered_drive.thing import Thing
from seg_node.sources.rendered_drive.traffic import draw_fleet, draw_traffic

_BEHIND_M = 14.0
_VIEW_M = 210.0
_FADE_M = 40.0
_SMALL_VIEW_M = 160.0
_PERSON_VIEW_M = 130.0
_SHADOW_VIEW_M = 50.0
_LARGE = frozenset((BUILDING, TREE))


@dataclass(frozen=True)
class Footprint:
    """
    The ground under an obstacle.

    :param class_id: of the obstacle.
    :param outline: (N, 2) convex polygon, x and y in the world [m].
    :param is_moving: whether it moves.
    """

    class_id: int
    outline: np.ndarray
    is_moving: bool


class Scene:
    """
    A street with all that stands and moves on it, the same for the same seed.

    The world's ground is z = 0. The street runs along x and repeats itself
    after ``PERIOD_M``, so any x may be asked about.

    :param seed: decides everything.
    :param speed: of the car with the camera [m/s]; traffic ahead of it keeps it.
    """

    def __init__(self, seed: int, speed: float) -> None:
        rng = np.random.default_rng(seed)
        self.street = draw_street(rng)
        self.light = draw_light(rng)
        fleet = draw_fleet(self.light, rng)
        self._standing = Layout(self.street, self.light, fleet, rng).things
        self._movers = draw_traffic(self.street, self.light, fleet, speed, rng)
        self._sun_reach = self._cast_shadows()
        self._ground = Ground(self.street, self.light, self._sun_reach, rng)
        self._sky = Sky(self.light, rng)
        self._dim_parked()
        self._spans = self._standing_spans()

    def ground_class(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """
        Give the class of the bare ground, whatever stands on it.

        :param x: world coordinates [m].
        :param y: the same shape as ``x``.
        :returns: uint8 class ids of that shape; 255 more than 40 m from the street.
        """
        return self.street.ground_class(x, y)

    def footprints(self, time_s: float, x_from: float, x_to: float) -> list[Footprint]:
        """
        Give the ground under every obstacle, people and vehicles included.

        :param time_s: of the drive.
        :param x_from: obstacles from here on [m] ...
        :param x_to: ... to here are given; the street may repeat in between.
        """
        found = []
        for index, thing in enumerate(self._things(time_s)):
            low, high = thing.span
            first = int(np.ceil((x_from - high) / PERIOD_M))
            last = int(np.floor((x_to - low) / PERIOD_M))
            for period in range(first, last + 1):
                outline = np.add(thing.footprint(), (period * PERIOD_M, 0.0))
                found.append(Footprint(thing.class_id, outline, index >= len(self._standing)))
        return found

    def render(
        self, camera: PinholeCamera, pose: CameraPose, time_s: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """
        Paint what a camera sees, without the faults of a sensor.

        :returns: (H, W, 3) uint8 RGB image and (H, W) uint8 labels.
        """
        pose = replace(pose, x=float(np.mod(pose.x, PERIOD_M)))
        view = View(camera, pose)
        ahead = View(camera, replace(pose, x=pose.x - PERIOD_M))
        canvas = Canvas(camera.width, camera.height, self.light)
        visible = self._visible(time_s, view, ahead)
        self._sky.draw(canvas, view, self._sky_rows(view))
        self._draw_ground(canvas, view, visible)
        for thing, seen_from in visible:
            low = thing.span[0] - seen_from.position[0]
            thing.draw(canvas, seen_from, float(np.clip((_VIEW_M - low) / _FADE_M, 0, 1)))
        return canvas.image, canvas.labels

    def _things(self, time_s: float) -> list[Thing]:
        """List all that stands, then all that moves."""
        moving = [
            mover.at(time_s, self.street, self.light, self.sun_reach) for mover in self._movers
        ]
        return [*self._standing, *moving]

    def _visible(self, time_s: float, *views: View) -> list[tuple[Thing, View]]:
        """Find what may be in sight, from far to near, with the period's view it is seen in."""
        found = []
        for view in views:
            x = view.position[0]
            low, high, reach = self._spans
            near_by = (high > x - _BEHIND_M) & (low < x + reach)
            things = [self._standing[i] for i in np.flatnonzero(near_by)]
            for mover in self._movers:
                reach = _PERSON_VIEW_M if isinstance(mover.body, Look) else _SMALL_VIEW_M
                if -_BEHIND_M < mover.street_place(time_s) - x < reach:
                    things.append(mover.at(time_s, self.street, self.light, self.sun_reach))
            found += [(thing.distance(view.position), thing, view) for thing in things]
        found.sort(key=lambda entry: -entry[0])
        return [(thing, view) for _, thing, view in found]

    def _standing_spans(self) -> np.ndarray:
        """Give first x, last x and reach of sight of all that stands, (3, N) [m]."""
        return np.array(
            [
                (*thing.span, _VIEW_M if thing.class_id in _LARGE else _SMALL_VIEW_M)
                for thing in self._standing
            ]
        ).T

    def _sky_rows(self, view: View) -> int:
        camera = view.camera
        slant = abs(np.tan(view.pose.roll)) * camera.width
        return int(np.clip(np.ceil(view.horizon_row() + slant) + 3, 0, camera.height))

    def _draw_ground(self, canvas: Canvas, view: View, visible: list[tuple[Thing, View]]) -> None:
        """Paint the ground with the shadows of what moves and the darkness under vehicles."""
        shadows, contacts = [], []
        standing = set(map(id, self._standing))
        for thing, seen_from in visible:
            if thing.distance(seen_from.position) > _SHADOW_VIEW_M:
                continue
            shift = (view.position - seen_from.position)[:2]
            if isinstance(thing, Vehicle):
                contacts.append(thing.footprint() + shift)
            if id(thing) not in standing:
                shadows += [polygon + shift for polygon in thing.shadows(self.light)]
        self._ground.draw(canvas, view, shadows, contacts)

    def _cast_shadows(self) -> GroundRaster:
        raster = GroundRaster(0.1, 0.1, 1)
        raster.pixels[:] = 255
        for thing in self._standing:
            for polygon in thing.shadows(self.light):
                d = polygon[:, 1] - self.street.bend(polygon[:, 0])
                raster.fill(np.column_stack((polygon[:, 0], d)), 0)
        return raster

    def sun_reach(self, s: float, d: float) -> float:
        """Tell which share of the sun reaches the ground at a place of the street."""
        pixels = self._sun_reach.pixels
        column = int(s / self._sun_reach.step_s) % pixels.shape[1]
        row = int(np.clip((REACH_M - d) / self._sun_reach.step_d, 0, pixels.shape[0] - 1))
        return float(pixels[row, column]) / 255

    def _dim_parked(self) -> None:
        """Darken parked cars whose roofs lie in the shadow of a house or tree."""
        for thing in self._standing:
            if isinstance(thing, Vehicle):
                s, y = float(thing.place[0]), float(thing.place[1])
                d = y - float(self.street.bend(s))
                # Its own shadow lies beside it: look where the roof's would not be.
                towards_sun = np.sign(self.light.sun[1])
                thing.brightness = brightness(self.light, self.sun_reach(s, d + towards_sun * 1.2))
