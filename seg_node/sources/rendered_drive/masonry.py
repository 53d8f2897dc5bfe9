# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Wall and roof surfaces without openings, drawn pixel by pixel."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.sources.rendered_drive.texture import fractal_noise, smooth_noise

DENSITY = 40.0
"""Of all wall textures [px/m]."""

BRICKS = ((150, 88, 66), (172, 128, 88), (186, 160, 112), (124, 70, 58), (160, 110, 84))
PLASTERS = (
    (226, 220, 206),
    (214, 204, 178),
    (236, 234, 228),
    (206, 186, 158),
    (178, 190, 196),
    (222, 200, 190),
)
STONES = ((196, 182, 148), (176, 168, 150), (158, 150, 136))
ROOFS = ((92, 92, 100), (122, 78, 62), (84, 84, 88), (138, 92, 66))


def brick_wall(shape: tuple[int, int], colour: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """
    Lay bricks in stretcher bond.

    :param shape: (rows, columns) [px].
    :param colour: mean RGB of the bricks.
    :returns: (rows, columns, 3) float32.
    """
    course, length = 3, 9
    wall = _blocks(shape, course, length, 0.09, rng)
    for row in range(0, shape[0], course):
        line, shift = wall[row : row + course], (row // course % 2) * length // 2
        line[:] = np.roll(line, shift, axis=1)
        line[:, shift::length] *= 1.08
    wall[::course] *= 1.1
    return _weathered(wall, colour, 0.08, rng)


def plaster_wall(
    shape: tuple[int, int], colour: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Render a wall smoothly, with stains; parameters as in ``brick_wall``."""
    return _weathered(np.ones(shape, np.float32), colour, 0.07, rng)


def stone_wall(shape: tuple[int, int], colour: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Set large cut stones; parameters as in ``brick_wall``."""
    course, length = 12, 24
    wall = _blocks(shape, course, length, 0.06, rng)
    wall[::course] *= 0.82
    for row in range(0, shape[0], course):
        wall[row : row + course, (row // course % 2) * length // 2 :: length] *= 0.85
    return _weathered(wall, colour, 0.09, rng)


def tiled_roof(shape: tuple[int, int], colour: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lay slates or tiles; parameters as in ``brick_wall``."""
    course, length = 8, 9
    roof = _blocks(shape, course, length, 0.08, rng)
    roof[::course] *= 0.72
    roof[1::course] *= 1.06
    return _weathered(roof, colour, 0.1, rng)


WALLS = {
    'brick': (brick_wall, BRICKS),
    'plaster': (plaster_wall, PLASTERS),
    'stone': (stone_wall, STONES),
}
"""How to draw each kind of wall, and its colours."""


def _blocks(
    shape: tuple[int, int], course: int, length: int, spread: float, rng: np.random.Generator
) -> np.ndarray:
    """Tint blocks of (course, length) pixels, each by its own factor near 1, float32."""
    tints = rng.normal(1, spread, (shape[0] // course + 1, shape[1] // length + 1))
    blocks = np.kron(tints.astype(np.float32), np.ones((course, length), np.float32))
    return np.ascontiguousarray(blocks[: shape[0], : shape[1]])


def _weathered(
    tone: np.ndarray, colour: np.ndarray, amount: float, rng: np.random.Generator
) -> np.ndarray:
    """Stain a surface: blotches, streaks that run down, and a dirty foot."""
    rows, columns = tone.shape
    streaks = smooth_noise(rng, (1, columns), 8) * np.linspace(1, 0.2, rows)[:, None]
    tone = tone * (1 + amount * fractal_noise(rng, tone.shape, 90, 4) + 0.4 * amount * streaks)
    foot = np.clip(np.arange(rows, 0, -1) / (0.9 * DENSITY), 0, 1) ** 0.5
    tone *= (0.72 + 0.28 * foot)[:, None]
    speckle = cv2.blur(rng.normal(1, 0.05, tone.shape).astype(np.float32), (2, 2))
    return (tone * speckle)[..., None] * np.asarray(colour, np.float32)
