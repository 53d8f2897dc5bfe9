# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Who moves along the street: vehicles, cyclists and pedestrians."""

from __future__ import annotations

import numpy as np

from seg_node.sources.rendered_drive.actors import Mover
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.mesh import Mesh
from seg_node.sources.rendered_drive.people import draw_look
from seg_node.sources.rendered_drive.street import PERIOD_M, Street
from seg_node.sources.rendered_drive.vehicle_shapes import (
    BUS,
    ESTATE,
    HATCHBACK,
    OFF_ROADER,
    SALOON,
    VAN,
)
from seg_node.sources.rendered_drive.vehicles import build_vehicle, PAINTS

_SHAPES = (HATCHBACK, HATCHBACK, HATCHBACK, SALOON, SALOON, ESTATE, OFF_ROADER, VAN)
_FLEET = 9
_BUS_RED, _BUS_BLUE = (166, 24, 28), (36, 74, 140)


def draw_fleet(light: Light, rng: np.random.Generator) -> tuple[list[Mesh], list[Mesh]]:
    """Build the cars of a drive, lit as they look along and against the street."""
    fleet = []
    for number in range(_FLEET):
        shape = _SHAPES[rng.integers(len(_SHAPES))]
        # The first paints are the most popular.
        paint = PAINTS[int(rng.beta(0.9, 1.6) * len(PAINTS))]
        fleet.append(build_vehicle(shape, np.array(paint, float), light, number))
    along, against = zip(*fleet, strict=True)
    return list(along), list(against)


def draw_traffic(
    street: Street,
    light: Light,
    fleet: tuple[list[Mesh], list[Mesh]],
    ego_speed: float,
    rng: np.random.Generator,
) -> list[Mover]:
    """
    Choose everyone who moves.

    :param ego_speed: of the car with the camera, which stays at s = ``ego_speed`` times
        the time [m/s]; whoever drives ahead of it keeps that speed.
    """
    movers = _vehicles(street, light, fleet, ego_speed, rng)
    movers += _cyclists(street, rng)
    busy = {'terrace': (10, 26), 'high_street': (24, 60), 'avenue': (8, 22)}[street.kind]
    for _ in range(rng.integers(*busy)):
        movers += _walkers(street, rng)
    return movers


def _vehicles(
    street: Street,
    light: Light,
    fleet: tuple[list[Mesh], list[Mesh]],
    ego_speed: float,
    rng: np.random.Generator,
) -> list[Mover]:
    lane, movers, s = street.lane_m / 2, [], rng.uniform(11, 45)
    along, against = fleet
    bus_paint = np.array(_BUS_RED if rng.random() < 0.7 else _BUS_BLUE, float)
    buses = build_vehicle(BUS, bus_paint, light, 0)
    while s < 150:
        if rng.random() < 0.7:
            mesh = along[rng.integers(len(along))]
            if rng.random() < 0.1 and s > 16:
                mesh = buses[0]
            movers.append(Mover(s, lane, ego_speed, mesh))
        s += rng.uniform(14, 50)
    s, speed = rng.uniform(15, 60), -ego_speed * rng.uniform(0.8, 1.15)
    while s < PERIOD_M - 15:
        mesh = against[rng.integers(len(against))]
        if rng.random() < 0.1:
            mesh = buses[1]
        movers.append(Mover(s, -lane, speed, mesh))
        s += rng.uniform(16, 90)
    return movers


def _cyclists(street: Street, rng: np.random.Generator) -> list[Mover]:
    movers = []
    for _ in range(rng.integers(0, 7)):
        side = int(rng.random() < 0.4)
        sign, speed = (1, rng.uniform(4, 5.5)) if side == 0 else (-1, -rng.uniform(4, 5.5))
        d = sign * (street.lane_m - 0.45)
        movers.append(Mover(rng.uniform(12, 200), d, speed, draw_look(rng), is_cyclist=True))
    return movers


def _walkers(street: Street, rng: np.random.Generator) -> list[Mover]:
    """Send one or two people along a pavement."""
    side = int(rng.integers(2))
    sign = 1 if side == 0 else -1
    width = street.pavement_m[side]
    d = street.pavement_start(side) + rng.uniform(0.45, max(0.5, width - 0.4))
    speed = rng.uniform(1.0, 1.6) * rng.choice((-1, 1))
    s = rng.uniform(0, PERIOD_M)
    walkers = [Mover(s, sign * d, speed, draw_look(rng))]
    if rng.random() < 0.3 and width > 1.9:
        beside = d + (0.6 if d < street.pavement_end(side) - 1 else -0.6)
        walkers.append(Mover(s + 0.2, sign * beside, speed, draw_look(rng)))
    return walkers
