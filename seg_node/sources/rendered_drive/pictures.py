# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Small pictures that hang in the street: traffic signs, lights and the faces of fences."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.masonry import brick_wall, BRICKS, DENSITY
from seg_node.sources.rendered_drive.texture import Texture, to_pixels

_SIGN_DENSITY = 120.0
_RED, _WHITE, _BLUE, _BLACK = (190, 24, 30), (232, 232, 228), (24, 66, 150), (24, 24, 26)
_GREEN = (16, 96, 64)


def traffic_signs(light: Light, rng: np.random.Generator) -> list[Texture]:
    """Draw the signs of one drive."""
    shade = light.shade(np.array((-0.95, 0, 0.3)), 0.8)
    pictures = [
        _speed_limit(str(rng.choice(('20', '30', '40')))),
        _triangle(),
        _no_entry(),
        _arrow(),
        _board(str(rng.choice(('City centre', 'Station', 'Ring road', 'Park & Ride'))), rng),
        _parking(),
    ]
    return [Texture(picture, _SIGN_DENSITY).lit(shade) for picture in pictures]


def light_head(rng: np.random.Generator) -> Texture:
    """Draw a traffic light that shows red or green."""
    picture = _blank(0.36, 1.0)
    picture[:] = (*_BLACK, 255)
    picture[3:-3, 3:-3, :3] = (34, 34, 36)
    shown = rng.integers(2) * 2
    for row, colour in enumerate(((255, 46, 30), (255, 170, 30), (50, 255, 130))):
        is_on = row == shown
        centre = (round(0.18 * _SIGN_DENSITY), round((0.2 + 0.3 * row) * _SIGN_DENSITY))
        dimmed = tuple(value if is_on else value // 6 for value in colour)
        cv2.circle(picture, centre, 14, (*dimmed, 255), -1, cv2.LINE_AA)
    return Texture(picture, _SIGN_DENSITY)


def _blank(width: float, height: float) -> np.ndarray:
    return np.zeros((round(height * _SIGN_DENSITY), round(width * _SIGN_DENSITY), 4), np.uint8)


def _round(rim: tuple[int, int, int], face: tuple[int, int, int], rim_share: float) -> np.ndarray:
    picture = _blank(0.7, 0.7)
    radius = picture.shape[0] // 2
    cv2.circle(picture, (radius, radius), radius - 1, (*rim, 255), -1, cv2.LINE_AA)
    inner = round(radius * (1 - rim_share))
    cv2.circle(picture, (radius, radius), inner, (*face, 255), -1, cv2.LINE_AA)
    return picture


def _write(picture: np.ndarray, text: str, scale: float, ink: tuple[int, int, int]) -> None:
    thickness = max(1, round(scale * 3))
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, thickness)
    place = ((picture.shape[1] - width) // 2, (picture.shape[0] + height) // 2)
    font = cv2.FONT_HERSHEY_DUPLEX
    cv2.putText(picture, text, place, font, scale, (*ink, 255), thickness, cv2.LINE_AA)


def _speed_limit(number: str) -> np.ndarray:
    picture = _round(_RED, _WHITE, 0.2)
    _write(picture, number, 1.0, _BLACK)
    return picture


def _no_entry() -> np.ndarray:
    picture = _round(_RED, _RED, 0.1)
    picture[34:50, 14:-14, :3] = _WHITE
    return picture


def _arrow() -> np.ndarray:
    picture = _round(_WHITE, _BLUE, 0.06)
    cv2.arrowedLine(picture, (56, 24), (28, 58), (*_WHITE, 255), 8, cv2.LINE_AA, tipLength=0.45)
    return picture


def _triangle() -> np.ndarray:
    picture = _blank(0.8, 0.7)
    height, width = picture.shape[:2]
    for share, colour in ((1.0, _RED), (0.7, _WHITE)):
        middle = np.array((width / 2, height * 0.64))
        corners = np.array([(width / 2, 0), (width, height), (0, height)])
        points = np.rint(middle + (corners - middle) * share * 0.98).astype(np.int32)
        cv2.fillConvexPoly(picture, points, (*colour, 255), cv2.LINE_AA)
    cv2.line(picture, (48, 38), (48, 56), (*_BLACK, 255), 7)
    cv2.circle(picture, (48, 68), 4, (*_BLACK, 255), -1)
    return picture


def _board(text: str, rng: np.random.Generator) -> np.ndarray:
    picture = _blank(1.9, 0.62)
    picture[:] = (*_WHITE, 255)
    picture[4:-4, 4:-4, :3] = (_GREEN, _BLUE, _WHITE)[rng.integers(3)]
    ink = _WHITE if picture[8, 8, 0] < 128 else _BLACK
    _write(picture, text, 0.9, ink)
    return picture


def _parking() -> np.ndarray:
    picture = _blank(0.5, 0.6)
    picture[:] = (*_WHITE, 255)
    picture[4:-4, 4:-4, :3] = _BLUE
    _write(picture, 'P', 1.4, _WHITE)
    return picture


def barrier_texture(
    kind: str, length: float, light: Light, side: int, rng: np.random.Generator
) -> Texture:
    """
    Draw the face of a fence or wall.

    :param kind: railing, boards, mesh or wall.
    :param side: 0 (left) or 1 (right) of the street.
    """
    shade = light.shade(np.array((-0.3, -0.95 if side == 0 else 0.95, 0.0)))
    draw = {'railing': _railing, 'boards': _boards, 'mesh': _mesh, 'wall': _garden_wall}[kind]
    return draw(length, rng).lit(shade)


def _railing(length: float, rng: np.random.Generator) -> Texture:
    density = 70.0
    picture = np.zeros((round(1.15 * density), round(length * density), 4), np.uint8)
    colour = (44, 48, 50) if rng.random() < 0.6 else (150, 154, 156)
    for column in range(0, picture.shape[1], 9):
        picture[6:, column : column + 2] = (*colour, 255)
    for row in (6, 66):
        picture[row : row + 4] = (*colour, 255)
    picture[:, :5] = (*colour, 255)
    return Texture(picture, density)


def _mesh(length: float, rng: np.random.Generator) -> Texture:
    density = 70.0
    picture = np.zeros((round(1.6 * density), round(length * density), 4), np.uint8)
    colour = (96, 104, 100) if rng.random() < 0.5 else (40, 78, 56)
    picture[..., :3] = colour
    picture[::7, :, 3] = picture[:, ::5, 3] = 150
    picture[:, :6, 3] = picture[:4, :, 3] = 255
    return Texture(picture, density)


def _boards(length: float, rng: np.random.Generator) -> Texture:
    shape = round(1.7 * DENSITY), round(length * DENSITY)
    tint = rng.normal(1, 0.1, shape[1] // 5 + 1).repeat(5)[: shape[1]]
    tone = tint[None] * np.linspace(1.05, 0.85, shape[0])[:, None]
    tone[:, ::5] *= 0.6
    tone[[20, 50]] *= 0.85
    colour = np.array((132, 98, 64) if rng.random() < 0.6 else (110, 104, 96))
    return Texture(to_pixels(tone[..., None] * colour), DENSITY)


def _garden_wall(length: float, rng: np.random.Generator) -> Texture:
    shape = round(rng.uniform(0.7, 1.4) * DENSITY), round(length * DENSITY)
    bricks = brick_wall(shape, np.asarray(BRICKS[rng.integers(len(BRICKS))]), rng)
    bricks[:4] = (170, 164, 154)
    bricks[4] *= 0.6
    return Texture(to_pixels(bricks), DENSITY)
