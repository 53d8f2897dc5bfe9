# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Vehicles as faces: bodies lofted over stations, cabins, wheels and lamps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from seg_node.sources.rendered_drive.classes import CAR
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.mesh import Mesh, MeshBuilder
from seg_node.sources.rendered_drive.vehicle_shapes import BUS, Cabin, Shape, VAN

PAINTS = (
    (176, 180, 184),
    (150, 154, 160),
    (34, 36, 40),
    (40, 56, 98),
    (138, 26, 30),
    (198, 198, 194),
    (86, 92, 98),
    (30, 70, 60),
    (164, 140, 92),
    (92, 32, 44),
    (70, 104, 142),
    (196, 150, 40),
)
_GLASS = np.array((34.0, 38, 42))
_TYRE = (26, 26, 28)


def build_vehicle(shape: Shape, paint: np.ndarray, light: Light, number: int) -> tuple[Mesh, Mesh]:
    """
    Build a vehicle.

    :param shape: its measures.
    :param paint: RGB.
    :param light: falls on it.
    :param number: tells it from its like.
    :returns: the vehicle as it is lit when it drives along and against the x axis.
    """
    builder = MeshBuilder()
    builder.inside = np.array([0, 0, shape.shoulder])
    sheen = light.horizon * (0.1 if light.lamps_lit else 0.2)
    _running_gear(builder, shape)
    decks, sides = _body(builder, shape, paint, light)
    if shape is BUS:
        _bus_windows(builder, decks, sides, sheen)
    else:
        _front(builder, decks, light)
        _rear(builder, decks, light, has_high_lamps=shape is not VAN)
    if shape is VAN:
        _van_windows(builder, decks, sides, sheen)
    _wheels(builder, shape, number)
    if shape.cabin is not None:
        _doors(builder, sides)
        _cabin(builder, shape.cabin, shape, paint, light)
        _mirrors(builder, shape.cabin, shape, paint)
    return builder.finished(light, 0.0, CAR), builder.finished(light, np.pi, CAR)


def _running_gear(builder: MeshBuilder, shape: Shape) -> None:
    """Show below the sills tyres seen end on, and darkness between them."""
    width, radius = shape.half_width, shape.wheel_radius
    front, rear = shape.ends
    builder.box((rear + 0.25, -width + 0.1, 0.16), (front - 0.25, width - 0.1, 0.4), (14, 14, 15))
    for x in shape.wheels:
        for side in (-1, 1):
            y = sorted((side * (width - 0.03), side * (width - 0.24)))
            low, high = (x - radius * 0.75, y[0], 0.0), (x + radius * 0.75, y[1], radius)
            builder.box(low, high, _TYRE)


def _body(
    builder: MeshBuilder, shape: Shape, paint: np.ndarray, light: Light
) -> tuple[list[np.ndarray], list[tuple[np.ndarray, np.ndarray]]]:
    """Loft deck and sides over the stations; give back the decks and upper sides."""
    decks, sides = [], []
    for (xa, za, wa), (xb, zb, wb) in pairwise(shape.stations):
        is_level = abs(za - zb) < 0.3 * abs(xa - xb)
        shine = light.horizon * (0.06 if is_level else 0.02)
        corners = [(xa, wa, za), (xa, -wa, za), (xb, -wb, zb), (xb, wb, zb)]
        decks.append(builder.quad(corners, paint, shine))
    for (xa, za, wa), (xb, zb, wb) in pairwise(shape.stations):
        pair = tuple(
            _side(builder, shape, paint, light, ((xa, za, wa), (xb, zb, wb)), sign)
            for sign in (1, -1)
        )
        sides.append((pair[0], pair[1]))
    return decks, sides


def _side(
    builder: MeshBuilder,
    shape: Shape,
    paint: np.ndarray,
    light: Light,
    stations: tuple[tuple[float, float, float], tuple[float, float, float]],
    sign: int,
) -> np.ndarray:
    (xa, za, wa), (xb, zb, wb) = stations
    middle = [min(shape.shoulder, z - 0.02) for z in (za, zb)]
    full = [shape.half_width * (w / max(s[2] for s in shape.stations)) for w in (wa, wb)]
    sill = min(shape.sill, za, zb)
    lower = [
        (xa, sign * full[0] * 0.97, sill),
        (xb, sign * full[1] * 0.97, sill),
        (xb, sign * full[1], middle[1]),
        (xa, sign * full[0], middle[0]),
    ]
    builder.quad(lower, np.asarray(paint) * 0.94)
    upper = [
        (xa, sign * full[0], middle[0]),
        (xb, sign * full[1], middle[1]),
        (xb, sign * wb, zb),
        (xa, sign * wa, za),
    ]
    return builder.quad(upper, paint, light.horizon * 0.04)


def _front(builder: MeshBuilder, decks: list[np.ndarray], light: Light) -> None:
    nose, bumper = decks[1], decks[0]
    lamp = (255, 244, 214) if light.lamps_lit else (70, 72, 76)
    for u in ((0.03, 0.24), (0.76, 0.97)):
        builder.inset(nose, u, (0.15, 0.8), (206, 210, 214), lamp)
    builder.inset(nose, (0.3, 0.7), (0.3, 0.75), (28, 28, 30))
    builder.inset(bumper, (0.0, 1.0), (0.0, 0.5), (40, 40, 42))
    builder.inset(bumper, (0.36, 0.64), (0.35, 0.95), (226, 226, 220))


def _rear(
    builder: MeshBuilder, decks: list[np.ndarray], light: Light, has_high_lamps: bool
) -> None:
    tail, bumper = decks[-2], decks[-1]
    glow = (190, 26, 20) if light.lamps_lit else (40, 2, 2)
    for u in ((0.02, 0.16), (0.84, 0.98)):
        if has_high_lamps:
            builder.inset(decks[-3], u, (0.55, 1.0), (150, 16, 16), glow)
        builder.inset(tail, u, (0.0, 0.55), (150, 16, 16), glow)
        builder.inset(tail, u, (0.4, 0.55), (206, 120, 40))
    builder.inset(tail, (0.34, 0.66), (0.2, 0.72), (214, 178, 40))
    builder.inset(bumper, (0.0, 1.0), (0.25, 1.0), (44, 44, 46))
    builder.inset(decks[-3], (0.1, 0.9), (0.93, 1.0), (30, 30, 32))


def _wheels(builder: MeshBuilder, shape: Shape, number: int) -> None:
    hub = (150, 152, 156) if number % 3 else (92, 94, 98)
    for x in shape.wheels:
        for sign in (1, -1):
            y = sign * (shape.half_width + 0.004)
            radius = shape.wheel_radius
            _disc(builder, (x, y, radius), radius * 1.17, (16, 16, 17))
            _disc(builder, (x, y, radius), radius, _TYRE)
            _disc(builder, (x, y, radius), radius * 0.64, hub)
            _disc(builder, (x, y, radius), radius * 0.22, (70, 70, 74))


def _disc(
    builder: MeshBuilder, centre: tuple[float, float, float], radius: float, colour: object
) -> None:
    """Approximate an upright disc by a dodecagon, cut into slabs."""
    x, y, z = centre
    points = [(radius * np.cos(a), radius * np.sin(a)) for a in np.radians(np.arange(15, 360, 30))]
    for first in range(0, 5):
        ring = [points[first], points[first + 1], points[10 - first], points[11 - first]]
        builder.quad([(x + dx, y, max(z + dz, 0.0)) for dx, dz in ring], colour)


def _cabin(
    builder: MeshBuilder, cabin: Cabin, shape: Shape, paint: np.ndarray, light: Light
) -> None:
    """Glaze the cabin; its pillars and roof have the body's paint."""
    sheen = light.horizon * (0.12 if light.lamps_lit else 0.24)
    belt, top = shape.stations[5][1] - 0.03, cabin.height
    (xf, xr), (rf, rr), (wb, wt) = cabin.foot, cabin.roof, cabin.half_widths
    outer, builder.inside = builder.inside, np.array([(xf + xr) / 2, 0, (belt + top) / 2])
    front_belt = belt - 0.02
    front = builder.quad(
        [(xf, wb, front_belt), (xf, -wb, front_belt), (rf, -wt, top), (rf, wt, top)], paint
    )
    rear = builder.quad([(xr, wb, belt), (xr, -wb, belt), (rr, -wt, top), (rr, wt, top)], paint)
    for screen, amount in ((front, 1.25), (rear, 0.8)):
        builder.inset(screen, (0.06, 0.94), (0.05, 0.92), _GLASS, sheen * amount * 0.55)
        builder.inset(screen, (0.06, 0.94), (0.5, 0.92), _GLASS, sheen * amount)
    for sign in (1, -1):
        side = builder.quad(
            [
                (xf, sign * wb, belt),
                (xr, sign * wb, belt),
                (rr, sign * wt, top),
                (rf, sign * wt, top),
            ],
            paint,
        )
        edges = np.linspace(0.04, 0.96, cabin.doors + 1)
        for start, stop in pairwise(edges):
            builder.inset(side, (start + 0.015, stop - 0.015), (0.06, 0.84), _GLASS, sheen * 0.6)
            builder.inset(side, (start + 0.015, stop - 0.015), (0.5, 0.84), _GLASS, sheen)
    crown = 0.035
    roof_middle = (rf + rr) / 2
    roof = [(rf, wt, top), (rf, -wt, top), (roof_middle, -wt, top + crown)]
    builder.quad([*roof, (roof_middle, wt, top + crown)], paint, light.horizon * 0.07)
    roof = [(roof_middle, wt, top + crown), (roof_middle, -wt, top + crown), (rr, -wt, top)]
    builder.quad([*roof, (rr, wt, top)], paint, light.horizon * 0.07)
    builder.inside = outer


def _doors(builder: MeshBuilder, sides: list[tuple[np.ndarray, np.ndarray]]) -> None:
    """Draw the seams between the doors, handles, and a strip along the shoulder."""
    for station in (4, 5):
        for side in sides[station]:
            builder.inset(side, (0.0, 0.014), (0.0, 1.0), (22, 22, 24))
            builder.inset(side, (0.72, 0.86), (0.55, 0.68), (40, 40, 42))
            builder.inset(side, (0.0, 1.0), (0.0, 0.12), (46, 46, 48))


def _mirrors(builder: MeshBuilder, cabin: Cabin, shape: Shape, paint: np.ndarray) -> None:
    belt, x = shape.stations[5][1], cabin.foot[0] - 0.22
    for sign in (1, -1):
        # No wider than the body, so that footprints are those of the body.
        y = sorted((sign * (shape.half_width - 0.16), sign * shape.half_width))
        builder.box((x - 0.05, y[0], belt + 0.02), (x + 0.05, y[1], belt + 0.15), paint * 0.8)


def _van_windows(
    builder: MeshBuilder,
    decks: list[np.ndarray],
    sides: list[tuple[np.ndarray, np.ndarray]],
    sheen: np.ndarray,
) -> None:
    builder.inset(decks[3], (0.06, 0.94), (0.05, 0.95), _GLASS, sheen)
    for u in ((0.08, 0.48), (0.52, 0.92)):
        builder.inset(decks[-3], u, (0.2, 0.85), _GLASS, sheen * 0.7)
    for station in (4, 5):
        for side in sides[station]:
            builder.inset(side, (0.0, 0.92), (0.3, 0.85), _GLASS, sheen * 0.8)


def _bus_windows(
    builder: MeshBuilder,
    decks: list[np.ndarray],
    sides: list[tuple[np.ndarray, np.ndarray]],
    sheen: np.ndarray,
) -> None:
    for screen in (decks[1], decks[3]):
        builder.inset(screen, (0.05, 0.95), (0.15, 0.92), _GLASS, sheen)
    builder.inset(decks[2], (0.2, 0.8), (0.1, 0.9), (24, 24, 26), (90, 70, 10))
    builder.inset(decks[-3], (0.1, 0.9), (0.25, 0.75), _GLASS, sheen * 0.8)
    builder.inset(decks[-2], (0.3, 0.9), (0.1, 0.45), _GLASS, sheen * 0.8)
    builder.inset(decks[-2], (0.12, 0.88), (0.6, 0.95), (52, 50, 48))
    for u in ((0.05, 0.2), (0.8, 0.95)):
        builder.inset(decks[0], u, (0.35, 0.7), (206, 210, 214), (60, 60, 60))
        builder.inset(decks[-1], u, (0.1, 0.45), (150, 16, 16), (60, 4, 4))
    for bumper, colour in ((decks[0], (226, 226, 220)), (decks[-1], (214, 178, 40))):
        builder.inset(bumper, (0.38, 0.62), (0.4, 0.7), colour)
    for side in sides[5]:
        for row in ((0.2, 0.5), (0.66, 0.92)):
            for u in np.linspace(0.02, 0.98, 9)[:-1]:
                builder.inset(side, (u, u + 0.108), row, _GLASS, sheen)
        builder.inset(side, (0.0, 1.0), (0.54, 0.6), (230, 226, 214))
