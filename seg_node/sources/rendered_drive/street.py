# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The street's plan: a bending line, and lanes, kerbs and pavements along it.

A place has street coordinates (s, d): s is the world's x, and d the distance to
the left of the centre line, measured along the world's y. So straight things
stay exact, and a bend is a shear. The street repeats itself after ``PERIOD_M``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seg_node.core.label_set import UNLABELLED
from seg_node.sources.rendered_drive.classes import PAVEMENT, ROAD, TREE

PERIOD_M = 320.0
"""Length after which the street repeats itself [m]; longer than one can see."""

GROUND_REACH_M = 40.0
"""How far to the side ground has a class [m]."""


@dataclass(frozen=True)
class Street:
    """
    Widths of the street's strips and the shape of its centre line.

    Values for two sides are (left, right).

    :param kind: ``terrace``, ``high_street`` or ``avenue``.
    :param lane_m: width of each of the two lanes.
    :param parking_m: widths of the strips for parked cars, 0 for none.
    :param verge_m: widths of the grass between kerb and pavement, 0 for none.
    :param pavement_m: widths of the pavements.
    :param garden_m: from the pavement to the houses, 0 for none.
    :param crossings: where zebra crossings are, s [m].
    :param bend_m: amplitudes of the centre line's first two harmonics.
    :param bend_phase: of these harmonics [rad].
    """

    kind: str
    lane_m: float
    parking_m: tuple[float, float]
    verge_m: tuple[float, float]
    pavement_m: tuple[float, float]
    garden_m: tuple[float, float]
    crossings: tuple[float, ...]
    bend_m: tuple[float, float]
    bend_phase: tuple[float, float]

    def bend(self, s: np.ndarray | float) -> np.ndarray:
        """Give the world's y of the centre line at s [m]."""
        return sum(
            (
                amplitude * np.sin(2 * np.pi * harmonic * np.asarray(s) / PERIOD_M + phase)
                for harmonic, amplitude, phase in self._harmonics()
            ),
            np.zeros(()),
        )

    def slope(self, s: np.ndarray | float) -> np.ndarray:
        """Give the derivative of ``bend`` at s."""
        return sum(
            (
                (2 * np.pi * harmonic / PERIOD_M)
                * amplitude
                * np.cos(2 * np.pi * harmonic * np.asarray(s) / PERIOD_M + phase)
                for harmonic, amplitude, phase in self._harmonics()
            ),
            np.zeros(()),
        )

    def _harmonics(self) -> tuple[tuple[int, float, float], ...]:
        return tuple(
            (harmonic, amplitude, phase)
            for harmonic, (amplitude, phase) in enumerate(
                zip(self.bend_m, self.bend_phase, strict=True), start=1
            )
        )

    def to_world(self, street_points: np.ndarray) -> np.ndarray:
        """
        Take street coordinates to the world.

        :param street_points: (N, 2) s and d, or (N, 3) with a height [m].
        :returns: the same shape, x and y (and z) [m].
        """
        points = np.array(street_points, float)
        points[:, 1] += self.bend(points[:, 0])
        return points

    def heading(self, s: float) -> float:
        """Give the direction of the centre line at s [rad]."""
        return float(np.arctan(self.slope(s)))

    def kerb(self, side: int) -> float:
        """Distance from the centre line to the kerb on side 0 (left) or 1 (right) [m]."""
        return self.lane_m + self.parking_m[side]

    def pavement_start(self, side: int) -> float:
        """Distance from the centre line to the near edge of the pavement [m]."""
        return self.kerb(side) + self.verge_m[side]

    def pavement_end(self, side: int) -> float:
        """Distance from the centre line to the far edge of the pavement [m]."""
        return self.pavement_start(side) + self.pavement_m[side]

    def house_line(self, side: int) -> float:
        """Distance from the centre line to the fronts of the houses [m]."""
        return self.pavement_end(side) + self.garden_m[side]

    def ground_class(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """
        Give the class of bare ground, whatever stands on it.

        :param x: world coordinates [m].
        :param y: the same shape as ``x``.
        :returns: uint8 class ids of that shape; grass is Tree, as in CamVid, and
            what is too far to the side is unlabelled.
        """
        return self.class_beside(np.asarray(y) - self.bend(x))

    def class_beside(self, d: np.ndarray) -> np.ndarray:
        """Give the class of bare ground at distances to the left of the centre line [m]."""
        edges, classes = self._strips()
        # Counting the edges passed is five times as fast as searching among so few.
        strip = np.zeros(d.shape, np.uint8)
        for edge in edges:
            strip += d > edge
        return classes[strip]

    def _strips(self) -> tuple[tuple[float, ...], np.ndarray]:
        """List the edges between strips from right to left [m], and the strips' classes."""
        left, right = (
            (self.kerb(i), self.pavement_start(i), self.pavement_end(i)) for i in (0, 1)
        )
        edges = (-GROUND_REACH_M, *(-d for d in reversed(right)), *left, GROUND_REACH_M)
        classes = [UNLABELLED, TREE, PAVEMENT, TREE, ROAD, TREE, PAVEMENT, TREE, UNLABELLED]
        return edges, np.array(classes, np.uint8)


def draw_street(rng: np.random.Generator) -> Street:
    """Choose a street: a narrow terrace, a high street or a leafy avenue."""
    kind = str(rng.choice(('terrace', 'high_street', 'avenue'), p=(0.4, 0.35, 0.25)))
    parked = rng.random(2) < {'terrace': 0.6, 'high_street': 0.4, 'avenue': 0.4}[kind]
    gardens = {'terrace': (0.0, 4.0), 'high_street': (0.0, 0.0), 'avenue': (4.0, 9.0)}[kind]
    pavement = {'terrace': (1.7, 2.7), 'high_street': (2.6, 4.8), 'avenue': (1.8, 3.0)}[kind]
    has_verge = kind == 'avenue' and rng.random() < 0.7
    amplitude = rng.uniform(0, 4.5) if rng.random() < 0.75 else 0.0
    return Street(
        kind=kind,
        lane_m=float(rng.uniform(3.0, 3.7)),
        parking_m=(2.1 * parked[0], 2.1 * parked[1]),
        verge_m=tuple(rng.uniform(1.2, 2.2, 2)) if has_verge else (0.0, 0.0),
        pavement_m=tuple(rng.uniform(*pavement, 2)),
        garden_m=tuple(rng.uniform(*gardens, 2)),
        crossings=tuple(rng.uniform((25, 110, 200), (80, 180, 290)))[: rng.integers(0, 4)],
        bend_m=(amplitude, amplitude * float(rng.uniform(0, 0.35))),
        bend_phase=tuple(rng.uniform(0, 2 * np.pi, 2)),
    )
