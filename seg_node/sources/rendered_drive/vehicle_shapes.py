# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Measures of vehicles, from small cars to a double-decker."""

from __future__ import annotations

from dataclasses import dataclass

Station = tuple[float, float, float]
"""A cross-section: x, height of the deck, half width of the deck [m]."""


@dataclass(frozen=True)
class Cabin:
    """
    The glazed part on top of a car's body, in its own frame (x forward) [m].

    :param foot: x of its front and rear edge at the belt.
    :param roof: x of its front and rear edge at the roof.
    :param height: of the roof over the ground.
    :param half_widths: at the belt and at the roof.
    :param doors: number of side windows.
    """

    foot: tuple[float, float]
    roof: tuple[float, float]
    height: float
    half_widths: tuple[float, float]
    doors: int


@dataclass(frozen=True)
class Shape:
    """
    A vehicle's form, in its own frame: x forward, origin on the ground below its middle.

    :param stations: from front to rear, so that the deck runs over bonnet and boot.
    :param shoulder: height at which the sides are widest [m].
    :param sill: height of the sides' lower edge [m].
    :param half_width: at the shoulder [m].
    :param wheels: x of front and rear axle [m].
    :param wheel_radius: [m].
    :param cabin: None when the windows are in the body itself.
    """

    stations: tuple[Station, ...]
    shoulder: float
    sill: float
    half_width: float
    wheels: tuple[float, float]
    wheel_radius: float
    cabin: Cabin | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """Foremost and rearmost x [m]."""
        xs = [station[0] for station in self.stations]
        return max(xs), min(xs)


HATCHBACK = Shape(
    stations=(
        (1.93, 0.38, 0.74),
        (1.97, 0.56, 0.78),
        (1.84, 0.74, 0.76),
        (1.40, 0.85, 0.76),
        (0.92, 0.93, 0.78),
        (-0.4, 0.97, 0.80),
        (-1.70, 0.98, 0.76),
        (-1.90, 0.80, 0.76),
        (-1.95, 0.56, 0.78),
        (-1.90, 0.36, 0.74),
    ),
    shoulder=0.62,
    sill=0.22,
    half_width=0.84,
    wheels=(1.22, -1.22),
    wheel_radius=0.31,
    cabin=Cabin((1.0, -1.76), (0.22, -1.38), 1.46, (0.77, 0.6), 2),
)

SALOON = Shape(
    stations=(
        (2.22, 0.38, 0.76),
        (2.27, 0.56, 0.80),
        (2.12, 0.74, 0.78),
        (1.6, 0.86, 0.78),
        (0.98, 0.94, 0.80),
        (-0.4, 0.97, 0.82),
        (-1.35, 0.99, 0.80),
        (-2.10, 0.97, 0.76),
        (-2.24, 0.74, 0.78),
        (-2.27, 0.56, 0.80),
        (-2.22, 0.36, 0.76),
    ),
    shoulder=0.64,
    sill=0.22,
    half_width=0.87,
    wheels=(1.36, -1.34),
    wheel_radius=0.32,
    cabin=Cabin((1.02, -1.62), (0.16, -0.98), 1.43, (0.79, 0.6), 2),
)

ESTATE = Shape(
    stations=(
        *SALOON.stations[:6],
        (-2.05, 1.0, 0.78),
        (-2.20, 0.78, 0.78),
        (-2.25, 0.56, 0.80),
        (-2.20, 0.36, 0.76),
    ),
    shoulder=0.66,
    sill=0.24,
    half_width=0.88,
    wheels=(1.36, -1.34),
    wheel_radius=0.33,
    cabin=Cabin((1.02, -2.12), (0.2, -1.86), 1.5, (0.79, 0.64), 3),
)

OFF_ROADER = Shape(
    stations=(
        (2.12, 0.5, 0.82),
        (2.16, 0.75, 0.86),
        (2.04, 1.0, 0.84),
        (1.5, 1.08, 0.84),
        (0.95, 1.13, 0.84),
        (-0.4, 1.15, 0.86),
        (-2.02, 1.16, 0.82),
        (-2.14, 0.9, 0.84),
        (-2.16, 0.7, 0.86),
        (-2.12, 0.48, 0.82),
    ),
    shoulder=0.82,
    sill=0.34,
    half_width=0.93,
    wheels=(1.32, -1.32),
    wheel_radius=0.37,
    cabin=Cabin((0.98, -2.06), (0.32, -1.86), 1.76, (0.83, 0.69), 3),
)

VAN = Shape(
    stations=(
        (2.42, 0.45, 0.84),
        (2.46, 0.72, 0.9),
        (2.34, 0.98, 0.88),
        (1.78, 1.2, 0.9),
        (1.02, 1.92, 0.82),
        (0.6, 2.06, 0.8),
        (-0.3, 2.1, 0.8),
        (-2.36, 2.06, 0.8),
        (-2.44, 1.2, 0.88),
        (-2.46, 0.72, 0.9),
        (-2.42, 0.45, 0.86),
    ),
    shoulder=0.9,
    sill=0.3,
    half_width=0.96,
    wheels=(1.52, -1.42),
    wheel_radius=0.34,
)

BUS = Shape(
    stations=(
        (5.1, 0.4, 1.16),
        (5.2, 1.1, 1.2),
        (5.16, 2.2, 1.2),
        (5.14, 2.55, 1.2),
        (5.02, 3.9, 1.16),
        (4.7, 4.3, 1.1),
        (-4.9, 4.3, 1.1),
        (-5.1, 3.9, 1.16),
        (-5.15, 2.5, 1.2),
        (-5.2, 1.1, 1.2),
        (-5.15, 0.4, 1.16),
    ),
    shoulder=1.0,
    sill=0.32,
    half_width=1.24,
    wheels=(3.4, -2.4),
    wheel_radius=0.48,
)
