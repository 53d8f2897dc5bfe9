# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""House fronts drawn procedurally: walls, windows, doors and shops."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.masonry import DENSITY, WALLS
from seg_node.sources.rendered_drive.texture import Texture, to_pixels

_WORDS = 'CAFE|BOOKS|BAKERY|THE CROWN|FLOWERS|CYCLES|TEA ROOM|BARBER|PHARMACY|DELI|FISH BAR|NEWS'
_SIGN_COLOURS = ((30, 62, 110), (120, 26, 32), (24, 84, 58), (32, 32, 36), (196, 140, 30))
_DOOR_COLOURS = ((34, 56, 92), (112, 28, 30), (28, 66, 46), (40, 40, 44), (208, 206, 198))


@dataclass(frozen=True)
class Facade:
    """
    A house front, before light falls on it.

    :param albedo: (H, W, 3) float32, 0 to 255.
    :param shine: (H, W, 3) float32 that is there without light on the wall: what
        windows reflect of the sky, and lamps.
    :param wall: name of the wall's kind.
    :param colour: RGB of the wall.
    :param is_pitched: whether the roof is; otherwise it is flat.
    """

    albedo: np.ndarray
    shine: np.ndarray
    wall: str
    colour: np.ndarray
    is_pitched: bool

    @property
    def size_m(self) -> tuple[float, float]:
        """Width and height [m]."""
        return self.albedo.shape[1] / DENSITY, self.albedo.shape[0] / DENSITY

    def texture(self, light: Light, normal: np.ndarray, sun_reach: float) -> Texture:
        """Make the picture of the front as it looks in a light."""
        factor = light.shade(normal, sun_reach).astype(np.float32)
        return Texture(to_pixels(self.albedo * factor + self.shine), DENSITY)


class _Front:
    """A front in the making; lengths are metres from the lower left corner."""

    def __init__(
        self, width: float, height: float, wall: str, light: Light, rng: np.random.Generator
    ) -> None:
        shape = round(height * DENSITY), round(width * DENSITY)
        draw, colours = WALLS[wall]
        self.wall, self.width, self.height = wall, width, height
        self.colour = np.asarray(colours[rng.integers(len(colours))]) * rng.uniform(0.9, 1.08)
        self.albedo = draw(shape, self.colour, rng)
        self.shine = np.zeros((*shape, 3), np.float32)
        self.light, self.rng = light, rng
        self.trim = np.array((224, 222, 214) if rng.random() < 0.75 else (60, 62, 64))

    def rect(self, x: float, z: float, w: float, h: float, colour: object) -> None:
        left, right = round(x * DENSITY), round((x + w) * DENSITY)
        bottom, top = (self.albedo.shape[0] - round(v * DENSITY) for v in (z, z + h))
        self.albedo[max(top, 0) : bottom, max(left, 0) : right] = colour
        self.shine[max(top, 0) : bottom, max(left, 0) : right] = 0

    def darken(self, x: float, z: float, w: float, h: float, factor: float) -> None:
        left, right = round(x * DENSITY), round((x + w) * DENSITY)
        bottom, top = (self.albedo.shape[0] - round(v * DENSITY) for v in (z, z + h))
        self.albedo[max(top, 0) : bottom, max(left, 0) : right] *= factor

    def glass(self, x: float, z: float, w: float, h: float, reflection: float = 0.4) -> None:
        """Glaze an opening: a dark room, the sky in its upper part, or a lamp behind it."""
        self.rect(x, z, w, h, (30, 34, 38))
        left, right = round(x * DENSITY), round((x + w) * DENSITY)
        bottom, top = (self.albedo.shape[0] - round(v * DENSITY) for v in (z, z + h))
        pane = self.shine[max(top, 0) : bottom, left:right]
        if not pane.size:
            return
        rows, columns = pane.shape[:2]
        sky = np.linspace(1, 0.25, rows)[:, None] * np.linspace(1, 0.7, columns)[None]
        strength = reflection * self.rng.uniform(0.25, 0.85)
        pane[:] = (sky[..., None] * self.light.horizon * strength).astype(np.float32)
        if self.light.lamps_lit:
            pane *= 0.5
            if self.rng.random() < 0.45:
                warm = np.array((236, 186, 108), np.float32) * self.rng.uniform(0.55, 0.95)
                pane += (0.8 + 0.2 * sky[..., None]) * warm
        elif self.rng.random() < 0.35:
            curtain = max(1, columns // 5)
            self.albedo[max(top, 0) : bottom, left : left + curtain] = (170, 164, 150)
            self.albedo[max(top, 0) : bottom, right - curtain : right] = (170, 164, 150)

    def window(self, x: float, z: float, w: float, h: float, bars: tuple[int, int]) -> None:
        """Put a framed window with glazing bars, a lintel and a sill."""
        self.rect(x - 0.05, z + h, w + 0.1, 0.18, np.clip(self.colour * 1.12, 0, 235))
        self.rect(x, z, w, h, self.trim)
        self.glass(x + 0.06, z + 0.06, w - 0.12, h - 0.12)
        for bar in range(1, bars[0]):
            self.rect(x + w * bar / bars[0] - 0.02, z, 0.045, h, self.trim)
        for bar in range(1, bars[1]):
            self.rect(x, z + h * bar / bars[1] - 0.02, w, 0.05, self.trim)
        self.darken(x, z + h - 0.1, w, 0.1, 0.5)
        self.rect(x - 0.08, z - 0.09, w + 0.16, 0.09, self.trim * 0.95)
        self.darken(x - 0.08, z - 0.17, w + 0.16, 0.08, 0.66)

    def door(self, x: float, w: float = 0.95, h: float = 2.1) -> None:
        """Put a panelled door with a light above it."""
        colour = np.asarray(_DOOR_COLOURS[self.rng.integers(len(_DOOR_COLOURS))])
        self.rect(x - 0.1, 0, w + 0.2, h + 0.5, self.trim)
        self.rect(x, 0, w, h, colour)
        for row, height in ((0.25, 0.6), (1.0, 0.85)):
            for column in (0.12, 0.54):
                self.rect(x + column * w, row, 0.34 * w, height, colour * 0.8)
        self.glass(x, h + 0.08, w, 0.34)
        self.rect(x - 0.15, 0, w + 0.3, 0.16, (150, 146, 138))
        self.darken(x - 0.1, h + 0.36, w + 0.2, 0.12, 0.55)

    def crown(self) -> None:
        """Add what closes the wall at its top: gutter, shadow and, now and then, a pipe."""
        self.darken(0, self.height - 0.55, self.width, 0.55, 0.72)
        self.rect(0, self.height - 0.14, self.width, 0.14, self.trim * 0.72)
        if self.rng.random() < 0.7:
            self.rect(self.width - 0.22, 0, 0.1, self.height, (48, 48, 50))

    def finished(self, is_pitched: bool) -> Facade:
        return Facade(self.albedo, self.shine, self.wall, self.colour, is_pitched)


def terraced_house(light: Light, rng: np.random.Generator) -> Facade:
    """Draw two neighbouring houses of a terrace, or a wider villa."""
    storeys, storey = int(rng.choice((2, 2, 3))), rng.uniform(2.7, 3.1)
    unit = rng.uniform(4.8, 6.4)
    wall = str(rng.choice(('brick', 'brick', 'plaster')))
    front = _Front(2 * unit, storeys * storey + 0.4, wall, light, rng)
    bars = ((2, 2), (1, 2), (3, 4))[rng.integers(3)]
    size = rng.uniform(0.95, 1.3), rng.uniform(1.45, 1.7)
    for house in (0.0, unit):
        door = 0.5 if house == 0 or rng.random() < 0.5 else unit - 1.5
        front.door(house + door)
        wide = min(size[0] * 1.6, unit - 2.8)
        other = 2.0 if door < unit / 2 else 0.6
        front.window(house + other, 0.75, max(wide, 1.1), size[1], (bars[0] + 1, bars[1]))
        for floor in range(1, storeys):
            for share in (0.24, 0.74):
                x = house + share * unit - size[0] / 2
                front.window(x, floor * storey + 0.75, size[0], size[1], bars)
    if rng.random() < 0.5:
        front.rect(0, storey + 0.1, front.width, 0.14, np.clip(front.colour * 1.2, 0, 230))
    front.crown()
    return front.finished(is_pitched=True)


def shop(light: Light, rng: np.random.Generator) -> Facade:
    """Draw a shop with one to three storeys of flats above."""
    storeys, storey = int(rng.choice((2, 2, 3, 3, 4))), rng.uniform(2.8, 3.2)
    wall = str(rng.choice(('brick', 'plaster', 'plaster', 'stone')))
    front = _Front(rng.uniform(6, 11), storeys * storey + 1.1, wall, light, rng)
    _shop_window(front, rng)
    count = max(2, round(front.width / rng.uniform(2.2, 3.0)))
    size = rng.uniform(1.0, 1.4), rng.uniform(1.5, 1.9)
    for floor in range(1, storeys):
        for column in range(count):
            x = (column + 0.5) / count * front.width - size[0] / 2
            front.window(x, floor * storey + 1.3, size[0], size[1], (2, 2))
    front.crown()
    return front.finished(is_pitched=bool(rng.random() < 0.6))


def _shop_window(front: _Front, rng: np.random.Generator) -> None:
    board = np.asarray(_SIGN_COLOURS[rng.integers(len(_SIGN_COLOURS))])
    width = front.width
    front.rect(0.15, 0, width - 0.3, 3.0, board * 0.8)
    front.rect(0.15, 0, width - 0.3, 0.55, board * 0.6)
    door = rng.choice((0.4, width / 2 - 0.5, width - 1.5))
    edges = np.linspace(0.35, width - 0.35, max(3, round(width / 1.8)))
    for left, right in pairwise(edges.tolist()):
        front.glass(left + 0.05, 0.6, right - left - 0.1, 2.3, 0.3)
        _goods(front, left, right, rng)
    front.rect(door, 0, 1.1, 2.4, board)
    front.glass(door + 0.12, 0.3, 0.86, 1.9, 0.3)
    front.rect(0.1, 2.95, width - 0.2, 0.75, board)
    front.rect(0.1, 3.68, width - 0.2, 0.08, np.clip(board * 1.5 + 40, 0, 255))
    front.darken(0.1, 2.8, width - 0.2, 0.15, 0.5)
    word = str(rng.choice(_WORDS.split('|')))
    ink = (238, 232, 214) if board.mean() < 120 else (30, 30, 34)
    _write(front, word, ink)


def _goods(front: _Front, left: float, right: float, rng: np.random.Generator) -> None:
    """Put bright things and posters behind a shop window."""
    for _ in range(rng.integers(1, 5)):
        x, size = rng.uniform(left + 0.1, right - 0.3), rng.uniform(0.15, 0.5)
        colour = np.clip(rng.uniform(40, 230, 3), 0, 225)
        front.rect(x, rng.uniform(0.65, 1.3), min(size, right - x - 0.1), size * 1.3, colour)


def _write(front: _Front, word: str, ink: tuple[int, int, int]) -> None:
    (width, height), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, 0.8, 2)
    left = round(front.width * DENSITY / 2 - width / 2)
    bottom = round(front.albedo.shape[0] - 3.2 * DENSITY) + height // 4
    place = (max(left, 6), bottom)
    # OpenCV 5 writes on bytes alone.
    letters = np.zeros(front.albedo.shape[:2], np.uint8)
    cv2.putText(letters, word, place, cv2.FONT_HERSHEY_DUPLEX, 0.8, 255, 2)
    front.albedo[letters > 0] = ink


def office(light: Light, rng: np.random.Generator) -> Facade:
    """Draw a modern block: bands of windows between bands of wall."""
    storeys, storey = int(rng.choice((2, 3, 3, 4))), rng.uniform(3.0, 3.4)
    wall = str(rng.choice(('plaster', 'brick', 'stone')))
    front = _Front(rng.uniform(12, 20), storeys * storey + 0.6, wall, light, rng)
    front.trim = np.array((92, 98, 104))
    count = round(front.width / rng.uniform(1.5, 2.6))
    for floor in range(storeys):
        z, height = floor * storey + (0.25 if floor == 0 else 0.95), storey - 1.15
        for column in range(count):
            x = 0.4 + column * (front.width - 0.8) / count
            wide = (front.width - 0.8) / count - rng.choice((0.12, 0.12, 0.16))
            tall = height + (0.7 if floor == 0 else 0)
            front.rect(x - 0.05, z - 0.05, wide + 0.1, tall + 0.1, front.trim)
            front.glass(x, z, wide, tall, 0.5)
        front.darken(0, z - 0.2, front.width, 0.12, 0.8)
    front.crown()
    return front.finished(is_pitched=False)


def old_hall(light: Light, rng: np.random.Generator) -> Facade:
    """Draw a stone college or chapel with tall pointed windows."""
    front = _Front(rng.uniform(10, 16), rng.uniform(8, 12), 'stone', light, rng)
    front.trim = np.clip(front.colour * 1.12, 0, 240)
    count = round(front.width / 2.6)
    for column in range(count):
        x = (column + 0.5) / count * front.width - 0.65
        tall = front.height - 4.2
        front.rect(x - 0.14, 1.8, 1.58, tall + 0.3, front.trim)
        front.glass(x, 2.0, 1.3, tall, 0.25)
        front.rect(x + 0.61, 2.0, 0.09, tall, front.trim)
        for z in np.arange(3.2, 2 + tall, 1.3).tolist():
            front.rect(x, z, 1.3, 0.07, front.trim)
    for x in np.linspace(0, front.width - 0.5, count + 1).tolist():
        front.rect(x, 0, 0.5, front.height - 1.2, front.colour * 0.92)
        front.darken(x + 0.5, 0, 0.18, front.height - 1.2, 0.7)
    front.rect(0, 1.3, front.width, 0.2, front.trim)
    front.crown()
    return front.finished(is_pitched=bool(rng.random() < 0.5))
