# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What stands along one street: rows of houses, gardens, trees, furniture and parked cars."""

from __future__ import annotations

import numpy as np

from seg_node.sources.rendered_drive.actors import Tree, Vehicle
from seg_node.sources.rendered_drive.buildings import Building, HouseKind
from seg_node.sources.rendered_drive.classes import TREE
from seg_node.sources.rendered_drive.facades import (
    Facade,
    office,
    old_hall,
    shop,
    terraced_house,
)
from seg_node.sources.rendered_drive.foliage import draw_hedge, draw_season, draw_tree
from seg_node.sources.rendered_drive.furniture import (
    barrier,
    BARRIER_CLASSES,
    beacon,
    bollard,
    lamp_post,
    sign_post,
    traffic_light,
)
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.mesh import Mesh
from seg_node.sources.rendered_drive.pictures import barrier_texture, light_head, traffic_signs
from seg_node.sources.rendered_drive.street import PERIOD_M, Street
from seg_node.sources.rendered_drive.thing import Thing

_FACADES_PER_SIDE = 7
_BARRIER_M = 7.0
_SIGNS = (1, -1)


class Layout:
    """
    The things along a street that never move.

    :param street: the plan.
    :param light: that they stand in.
    :param vehicles: meshes to park, for headings along and against the street.
    :param rng: decides everything.
    """

    def __init__(
        self,
        street: Street,
        light: Light,
        vehicles: tuple[list[Mesh], list[Mesh]],
        rng: np.random.Generator,
    ) -> None:
        self._street, self._light, self._rng = street, light, rng
        self._season = draw_season(rng)
        self._trees = [draw_tree(light, self._season, rng) for _ in range(6)]
        self.things: list[Thing] = []
        for side in (0, 1):
            gaps = self._houses(side)
            self._gardens(side, gaps)
            self._street_trees(side)
            self._lamps(side)
            self._parked(side, vehicles)
        self._signs()
        self._crossings()

    def _place(self, s: float, d: float) -> np.ndarray:
        return self._street.to_world(np.array([(s, d, 0.0)]))[0]

    def _houses(self, side: int) -> list[tuple[float, float]]:
        """Build rows of houses and give back the gaps between them, as s from and to."""
        rng = self._rng
        kinds = [
            HouseKind(self._facade(), side, self._light, rng) for _ in range(_FACADES_PER_SIDE)
        ]
        gap_share = {'terrace': 0.17, 'high_street': 0.16, 'avenue': 0.4}[self._street.kind]
        s, gaps, kind = 0.0, [], kinds[0]
        neighbour: HouseKind | None = None
        while s < PERIOD_M - 5:
            if rng.random() < gap_share:
                width = rng.uniform(5, 18)
                gaps.append((s, min(s + width, PERIOD_M)))
                s, neighbour = s + width, None
            # Rows of one kind, as a terrace is built.
            if self._street.kind != 'terrace' or rng.random() < 0.4:
                kind = kinds[rng.integers(len(kinds))]
            if s + kind.size_m[0] > PERIOD_M:
                kind = min(kinds, key=lambda one: one.size_m[0])
                if s + kind.size_m[0] > PERIOD_M:
                    break
            self.things.append(Building(kind, self._street, s, side, neighbour))
            s, neighbour = s + kind.size_m[0], kind
        gaps.append((s, PERIOD_M))
        return gaps

    def _facade(self) -> Facade:
        draws = (terraced_house, shop, office, old_hall)
        shares = {
            'terrace': (0.84, 0.1, 0.04, 0.02),
            'high_street': (0.06, 0.62, 0.2, 0.12),
            'avenue': (0.7, 0.0, 0.22, 0.08),
        }[self._street.kind]
        return draws[self._rng.choice(4, p=shares)](self._light, self._rng)

    def _gardens(self, side: int, gaps: list[tuple[float, float]]) -> None:
        """Close gaps and front gardens towards the pavement, and plant trees in them."""
        street, rng, sign = self._street, self._rng, _SIGNS[side]
        for start, stop in gaps:
            self._fence_in(side, start, stop)
            for s in np.arange(start + 1.5, stop - 1, 6.5).tolist():
                d = street.house_line(side) + rng.uniform(2, 7)
                self._plant(s + rng.uniform(0, 1.5), sign * d)
        if street.garden_m[side] > 1.0:
            s = 0.0
            while s < PERIOD_M - 12:
                stop = min(s + _BARRIER_M * rng.integers(1, 4) + 1.4, PERIOD_M)
                self._fence_in(side, s, stop - 1.4)
                if rng.random() < 0.5 and street.garden_m[side] > 3:
                    self._plant(s + 3, sign * (street.pavement_end(side) + 1.8))
                s = stop

    def _fence_in(self, side: int, start: float, stop: float) -> None:
        rng, d = self._rng, _SIGNS[side] * (self._street.pavement_end(side) + 0.12)
        kind = str(rng.choice(('railing', 'boards', 'mesh', 'wall', 'hedge')))
        if kind == 'hedge':
            height = rng.uniform(1.0, 2.0)
            texture = draw_hedge(_BARRIER_M, height, self._light, self._season, rng)
        else:
            texture = barrier_texture(kind, _BARRIER_M, self._light, side, rng)
        for s in np.arange(start, stop - _BARRIER_M * 0.5, _BARRIER_M).tolist():
            near, far = self._street.to_world(np.array([(s, d), (s + _BARRIER_M, d)]))
            class_id = BARRIER_CLASSES.get(kind, TREE)
            self.things.append(barrier(near, far, texture, class_id))

    def _plant(self, s: float, d: float) -> None:
        texture = self._trees[self._rng.integers(len(self._trees))]
        self.things.append(Tree(self._place(s % PERIOD_M, d), texture))

    def _street_trees(self, side: int) -> None:
        street, rng = self._street, self._rng
        share = {'terrace': 0.35, 'high_street': 0.45, 'avenue': 0.9}[street.kind]
        if rng.random() > share:
            return
        d = _SIGNS[side] * (street.kerb(side) + max(0.55, street.verge_m[side] / 2))
        spacing = rng.uniform(9, 26)
        for s in np.arange(rng.uniform(0, spacing), PERIOD_M, spacing).tolist():
            self._plant(s + rng.uniform(-1.5, 1.5), d)

    def _lamps(self, side: int) -> None:
        street, rng, sign = self._street, self._rng, _SIGNS[side]
        d, height = sign * (street.kerb(side) + 0.4), rng.uniform(5.5, 7.5)
        spacing = rng.uniform(24, 36)
        for s in np.arange(rng.uniform(0, spacing), PERIOD_M, spacing).tolist():
            self.things.append(lamp_post(self._place(s, d), -sign, self._light, height))
        if rng.random() < 0.35:
            start = rng.uniform(0, PERIOD_M - 60)
            for s in np.arange(start, start + rng.uniform(15, 50), 2.2).tolist():
                self.things.append(bollard(self._place(s, d), self._light))

    def _parked(self, side: int, vehicles: tuple[list[Mesh], list[Mesh]]) -> None:
        street, rng = self._street, self._rng
        if not street.parking_m[side]:
            return
        d = _SIGNS[side] * (street.lane_m + street.parking_m[side] / 2 + 0.05)
        density, s = rng.uniform(0.45, 0.95), rng.uniform(0, 3)
        while s < PERIOD_M - 6:
            is_free = all(abs(s - crossing) > 13 for crossing in street.crossings)
            if is_free and rng.random() < density:
                against = int(rng.random() < (0.15, 0.75)[side])
                meshes = vehicles[against]
                mesh = meshes[rng.integers(len(meshes))]
                heading = street.heading(s) + np.pi * against + rng.normal(0, 0.015)
                self.things.append(
                    Vehicle(mesh, self._place(s, d + rng.normal(0, 0.06)), heading, 1.0)
                )
            s += rng.uniform(5.3, 6.4)

    def _signs(self) -> None:
        street, rng = self._street, self._rng
        pictures = traffic_signs(self._light, rng)
        for s in np.arange(rng.uniform(4, 20), PERIOD_M, rng.uniform(11, 26)).tolist():
            side = int(rng.random() < 0.35)
            d = _SIGNS[side] * (street.kerb(side) + rng.uniform(0.35, 0.6))
            picture = pictures[rng.integers(len(pictures))]
            foot = rng.uniform(1.9, 2.4)
            self.things.append(sign_post(self._place(s, d), picture, self._light, foot))

    def _crossings(self) -> None:
        """Furnish zebra crossings with beacons, or with traffic lights."""
        street, rng = self._street, self._rng
        for s in street.crossings:
            has_lights = rng.random() < 0.5
            head = light_head(rng)
            for side in (0, 1):
                d = _SIGNS[side] * (street.kerb(side) + 0.4)
                place = self._place(s - 2.4, d)
                if has_lights:
                    self.things.append(traffic_light(place, head, self._light))
                else:
                    self.things.append(beacon(place, self._light))
