# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pedestrians and cyclists: limbs of tubes, moved by a walking or pedalling phase."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.mesh import turning
from seg_node.sources.rendered_drive.tubes import Tubes

_COATS = (
    (40, 44, 58),
    (120, 30, 36),
    (64, 70, 60),
    (30, 30, 34),
    (150, 132, 104),
    (46, 78, 120),
    (176, 170, 160),
    (90, 60, 84),
    (210, 150, 50),
)
_TROUSERS = ((36, 44, 66), (30, 30, 32), (82, 78, 72), (58, 52, 46), (56, 70, 96))
_SKINS = ((214, 172, 146), (190, 142, 112), (136, 94, 70), (96, 66, 50))
_HAIRS = ((38, 30, 26), (84, 60, 38), (150, 120, 76), (120, 118, 116), (22, 20, 20))
_STRIDE_M = 1.45
_TURN_M = 5.2


@dataclass(frozen=True)
class Look:
    """
    What tells one person from the next; colours are RGB.

    :param height: [m].
    :param girth: factor on the widths.
    :param has_bag: whether a bag hangs from one hand.
    """

    height: float
    girth: float
    coat: tuple[int, int, int]
    trousers: tuple[int, int, int]
    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    long_coat: bool
    has_bag: bool


def draw_look(rng: np.random.Generator) -> Look:
    """Choose how a person looks."""
    return Look(
        height=float(np.clip(rng.normal(1.71, 0.09), 1.45, 1.95)),
        girth=float(rng.uniform(0.9, 1.2)),
        coat=_COATS[rng.integers(len(_COATS))],
        trousers=_TROUSERS[rng.integers(len(_TROUSERS))],
        skin=_SKINS[rng.integers(len(_SKINS))],
        hair=_HAIRS[rng.integers(len(_HAIRS))],
        long_coat=bool(rng.random() < 0.35),
        has_bag=bool(rng.random() < 0.4),
    )


class _Body:
    """Limbs in the making, in the person's axes: ahead, left and up [m]."""

    def __init__(self) -> None:
        self._limbs: list[tuple[object, object, tuple[float, float], object]] = []

    def limb(self, start: object, end: object, radii: tuple[float, float], colour: object) -> None:
        self._limbs.append((start, end, radii, colour))

    def placed(self, place: np.ndarray, heading: float, shade: np.ndarray) -> Tubes:
        starts, ends, radii, colours = (
            np.array([limb[i] for limb in self._limbs], float) for i in range(4)
        )
        turn = turning(heading).T
        return Tubes(starts @ turn + place, ends @ turn + place, radii, colours * shade)


def pedestrian(
    look: Look, place: np.ndarray, heading: float, walked_m: float, light: Light, sun_reach: float
) -> Tubes:
    """
    Pose a walking person.

    :param place: (3,) between the feet [m].
    :param heading: where the person walks to [rad].
    :param walked_m: sets the phase of the step; 0 stands still.
    :param sun_reach: share of the sun that reaches the place.
    """
    body, h, g = _Body(), look.height / 1.75, look.girth
    phase = 2 * np.pi * walked_m / _STRIDE_M
    for side in (1, -1):
        swing = np.sin(phase + (0 if side == 1 else np.pi))
        _leg(body, look, h, side, 0.42 * swing, 0.5 * max(0.0, np.cos(phase - side * np.pi / 2)))
        _arm(body, look, h, side, -0.35 * swing)
    for side in (1, -1):
        body.limb(
            (0, side * 0.055 * g, 0.88 * h),
            (0, side * 0.085 * g, 1.36 * h),
            (0.115 * g, 0.105 * g),
            look.coat,
        )
    body.limb((0, 0, 0.9 * h), (0, 0, 1.34 * h), (0.13 * g, 0.15 * g), look.coat)
    if look.long_coat:
        body.limb((0, 0, 0.66 * h), (0, 0, 1.0 * h), (0.18 * g, 0.15 * g), look.coat)
    _head(body, look, (0.02, 0, 1.64 * h))
    return body.placed(place, heading, _shade(light, sun_reach))


def _leg(body: _Body, look: Look, h: float, side: int, swing: float, lift: float) -> None:
    hip = np.array((0, side * 0.09, 0.92 * h))
    knee = hip + 0.44 * h * np.array((np.sin(swing), 0, -np.cos(swing)))
    shin = swing - lift * 1.1
    ankle = knee + 0.42 * h * np.array((np.sin(shin), 0, -np.cos(shin)))
    body.limb(hip, knee, (0.085 * look.girth, 0.062), look.trousers)
    body.limb(knee, ankle, (0.06, 0.045), look.trousers)
    toe = np.add(ankle, (0.15, 0, -0.03))
    body.limb(ankle - (0.03, 0, 0.01), toe, (0.045, 0.035), (28, 26, 26))


def _arm(body: _Body, look: Look, h: float, side: int, swing: float) -> None:
    shoulder = np.array((0, side * 0.19 * look.girth, 1.4 * h))
    elbow = shoulder + 0.29 * h * np.array((np.sin(swing), side * 0.12, -np.cos(swing)))
    hand = elbow + 0.26 * h * np.array((np.sin(swing + 0.35), 0, -np.cos(swing + 0.35)))
    body.limb(shoulder, elbow, (0.06 * look.girth, 0.05), look.coat)
    body.limb(elbow, hand, (0.05, 0.038), look.coat)
    body.limb(hand, np.add(hand, (0.01, 0, -0.06)), (0.038, 0.03), look.skin)
    if look.has_bag and side == 1:
        body.limb(hand - (0, 0, 0.2), hand - (0, 0, 0.36), (0.11, 0.13), (96, 70, 48))


def _head(body: _Body, look: Look, centre: tuple[float, float, float]) -> None:
    x, y, z = centre
    body.limb((x - 0.02, y, z - 0.2), (x, y, z - 0.08), (0.055, 0.055), look.skin)
    body.limb((x + 0.025, y, z - 0.03), (x + 0.02, y, z + 0.03), (0.085, 0.09), look.skin)
    body.limb((x - 0.035, y, z - 0.01), (x - 0.015, y, z + 0.05), (0.095, 0.092), look.hair)


def cyclist(
    look: Look, place: np.ndarray, heading: float, ridden_m: float, light: Light, sun_reach: float
) -> Tubes:
    """Pose a cyclist; parameters as in ``pedestrian``."""
    body = _Body()
    phase = 2 * np.pi * ridden_m / _TURN_M
    frame = (150, 40, 36) if look.has_bag else (40, 60, 90)
    for x in (0.52, -0.5):
        _wheel(body, x)
    crank, seat, head = np.array((-0.05, 0, 0.3)), np.array((-0.22, 0, 0.9)), (0.38, 0, 0.86)
    joints = ((crank, seat), (crank, head), (seat, head), (crank, (-0.5, 0, 0.33)))
    for start, end in (*joints, (head, (0.52, 0, 0.33)), (seat, (-0.5, 0, 0.33))):
        body.limb(start, end, (0.02, 0.02), frame)
    body.limb((0.4, -0.25, 1.0), (0.4, 0.25, 1.0), (0.018, 0.018), (30, 30, 32))
    for side in (1, -1):
        angle = phase + (0 if side == 1 else np.pi)
        pedal = crank + np.array((0.17 * np.cos(angle), side * 0.12, 0.17 * np.sin(angle)))
        hip = np.array((-0.2, side * 0.09, 0.98))
        knee = (hip + pedal) / 2 + np.array((0.2, side * 0.03, 0.1))
        body.limb(hip, knee, (0.085, 0.065), look.trousers)
        body.limb(knee, pedal, (0.06, 0.045), look.trousers)
        body.limb(pedal - (0.04, 0, 0), np.add(pedal, (0.12, 0, 0)), (0.045, 0.035), (28, 26, 26))
        shoulder, hand = np.array((0.14, side * 0.19, 1.42)), np.array((0.4, side * 0.24, 1.03))
        body.limb(shoulder, hand, (0.055, 0.04), look.coat)
        hips, chest = (-0.2, side * 0.06, 0.98), (0.12, side * 0.08, 1.4)
        body.limb(hips, chest, (0.12 * look.girth, 0.11 * look.girth), look.coat)
    body.limb((-0.2, 0, 1.0), (0.11, 0, 1.38), (0.13 * look.girth, 0.15 * look.girth), look.coat)
    _head(body, look, (0.24, 0, 1.64))
    return body.placed(place, heading, _shade(light, sun_reach))


def _wheel(body: _Body, x: float) -> None:
    angles = np.linspace(0, 2 * np.pi, 15)
    rim = np.column_stack((x + 0.31 * np.cos(angles), 0 * angles, 0.33 + 0.31 * np.sin(angles)))
    for start, end in pairwise(rim):
        body.limb(start, end, (0.022, 0.022), (24, 24, 26))


def _shade(light: Light, sun_reach: float) -> np.ndarray:
    return light.shade(np.array((-0.7, 0, 0.7)), sun_reach) * 1.05
