# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Trees and hedges as pictures with ragged outlines, lit leaf by leaf."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.texture import Texture, to_pixels

_DENSITY = 44.0
_BARK = np.array((78.0, 66, 54))


@dataclass(frozen=True)
class Season:
    """
    What leaves there are.

    :param greens: RGB of the leaves of each kind of tree.
    :param bare: share of trees without leaves.
    """

    greens: tuple[tuple[int, int, int], ...]
    bare: float


SUMMER = Season(((84, 112, 54), (96, 118, 58), (72, 100, 56), (106, 120, 68)), 0.0)
AUTUMN = Season(((178, 126, 54), (152, 140, 64), (184, 104, 50), (124, 130, 64)), 0.25)
WINTER = Season(((76, 100, 66), (88, 106, 70)), 0.7)


def draw_season(rng: np.random.Generator) -> Season:
    """Choose a season."""
    return (SUMMER, AUTUMN, WINTER)[rng.choice(3, p=(0.5, 0.22, 0.28))]


def draw_tree(light: Light, season: Season, rng: np.random.Generator) -> Texture:
    """Draw a street tree, with leaves or bare, as the season has it."""
    height = rng.uniform(5.5, 10.5)
    width = height * rng.uniform(0.6, 0.85)
    if rng.random() < season.bare:
        return _bare_tree(width, height, light, rng)
    if rng.random() < 0.15:
        return _conifer(height, light, rng)
    green = np.array(season.greens[rng.integers(len(season.greens))], float)
    return _leafy_tree(width, height, green, light, rng)


def draw_hedge(
    length: float, height: float, light: Light, season: Season, rng: np.random.Generator
) -> Texture:
    """Draw a hedge that is closed below and ragged above."""
    picture = _Picture(length, height + 0.15)
    count = round(length / 0.45)
    x = np.linspace(-0.2, length + 0.2, count).repeat(3)
    z = np.tile((0.25, 0.6, 0.95), count) * (height - 0.1) + rng.normal(0, 0.05, 3 * count)
    clumps = np.column_stack((x, z - 0.12, np.full(3 * count, 0.34)))
    green = np.array(season.greens[rng.integers(len(season.greens))], float) * 0.85
    picture.pixels[round(0.3 * _DENSITY) :] = (*to_pixels(green * 0.3), 255)
    _leaves(picture, clumps, green, light, rng, per_clump=70)
    return picture.texture()


class _Picture:
    """A transparent picture in the making; lengths in metres from the lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.pixels = np.zeros((round(height * _DENSITY), round(width * _DENSITY), 4), np.uint8)

    def fill_all(self, polygons: np.ndarray, colours: np.ndarray) -> None:
        """Fill convex polygons (N, M, 2) one over the other."""
        pixels = (polygons * (1, -1) + (0, self.pixels.shape[0] / _DENSITY)) * _DENSITY
        solid = np.column_stack((np.clip(colours, 0, 255), np.full(len(colours), 255)))
        corners = np.rint(pixels * 16).astype(np.int32)
        for polygon, colour in zip(corners, solid.tolist(), strict=True):
            cv2.fillConvexPoly(self.pixels, polygon, colour, cv2.LINE_8, 4)

    def fill(self, points: np.ndarray, colour: np.ndarray) -> None:
        self.fill_all(points[None], np.asarray(colour)[None])

    def limb(
        self, start: np.ndarray, end: np.ndarray, radii: tuple[float, float], colour: np.ndarray
    ) -> None:
        self.fill(_limbs(start[None], end[None], np.array([radii]))[0], colour)

    def texture(self, cover: np.ndarray | None = None) -> Texture:
        # Soften the outline, and spread colour under it so that no black shows through.
        alpha = cv2.GaussianBlur(self.pixels[..., 3], (3, 3), 0.7)
        spread = cv2.dilate(self.pixels[..., :3], np.ones((3, 3), np.uint8))
        solid = self.pixels[..., 3:] > 0
        colours = np.where(solid, self.pixels[..., :3], spread)
        return Texture(np.dstack((colours, alpha)), _DENSITY, cover)


def _shades(normals: np.ndarray, light: Light) -> np.ndarray:
    """Light leaves by their normals, given as right, up and towards the viewer."""
    # The camera looks along x: right is -y, and towards the viewer -x.
    sun = np.array([-light.sun[1], light.sun[2], -light.sun[0]])
    # Light also shines through leaves from behind.
    facing = np.clip(normals @ sun * 0.65 + 0.4, 0, 1)
    sky = 0.75 + 0.4 * normals[:, 1]
    return light.skylight * sky[:, None] + light.sunlight * facing[:, None]


def _leaves(
    picture: _Picture,
    clumps: np.ndarray,
    green: np.ndarray,
    light: Light,
    rng: np.random.Generator,
    per_clump: int,
) -> None:
    """
    Scatter leaves over balls of foliage.

    :param clumps: (N, 3) x, z and radius [m].
    """
    count = len(clumps) * per_clump
    normals = rng.normal(0, 1, (count, 3))
    normals[:, 2] = np.abs(normals[:, 2])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    of = clumps[np.arange(count) % len(clumps)]
    radius = of[:, 2] * rng.uniform(0.75, 1.08, count)
    centres = of[:, :2] + normals[:, :2] * radius[:, None]
    # Leaves deep inside and low on their ball are dark; the outer ones are drawn last.
    depth = normals[:, 2] + 0.35 * rng.random(count)
    crown_height = np.ptp(clumps[:, 1]) + 1e-6
    lift = 0.72 + 0.28 * (centres[:, 1] - clumps[:, 1].min()) / crown_height
    colours = green * _shades(normals, light) * lift[:, None]
    colours *= (0.5 + 0.55 * np.clip(depth, 0, 1))[:, None]
    colours *= rng.normal(1.05, 0.16, (count, 1)) + rng.normal(0, 0.03, (count, 3))
    sizes, turns = rng.uniform(0.04, 0.09, count), rng.uniform(0, np.pi, count)
    turned = np.exp(1j * turns)[:, None] * np.array((-1, -0.55j, 1, 0.55j)) * sizes[:, None]
    leaves = np.stack((turned.real, turned.imag), axis=-1) + centres[:, None]
    order = np.argsort(depth)
    picture.fill_all(leaves[order], colours[order])


def _leafy_tree(
    width: float, height: float, green: np.ndarray, light: Light, rng: np.random.Generator
) -> Texture:
    picture = _Picture(width, height)
    middle, base = width / 2, height * rng.uniform(0.24, 0.34)
    bark = _BARK * light.shade(np.array((-1.0, 0, 0)), 0.6)
    count = int(rng.integers(16, 26))
    angle, radius = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(0, 1, count))
    size = rng.uniform(0.13, 0.2, count) * width
    x = middle + radius * np.cos(angle) * (width / 2 - size - 0.12)
    tall = (height - base) / 2
    z = base + tall + radius * np.sin(angle) * (tall - size - 0.12)
    picture.limb(np.array((middle, 0)), np.array((middle, base + tall * 0.7)), (0.17, 0.08), bark)
    for i in range(0, count, 3):
        start = np.array((middle, base + rng.uniform(-0.3, 0.4)))
        picture.limb(start, np.array((x[i], z[i])), (0.07, 0.03), bark * 0.8)
    shade = green * 0.32 * light.shade(np.array((0, 0, -1.0)), 0)
    for i in range(count):
        ring = np.linspace(0, 2 * np.pi, 11)[:-1]
        ragged = size[i] * rng.uniform(0.6, 0.95, 10)
        ball = np.column_stack((x[i] + ragged * np.cos(ring), z[i] + ragged * np.sin(ring)))
        picture.fill(cv2.convexHull(ball.astype(np.float32))[:, 0], shade)
    _leaves(picture, np.column_stack((x, z, size)), green, light, rng, per_clump=210)
    return picture.texture()


def _conifer(height: float, light: Light, rng: np.random.Generator) -> Texture:
    width = height * 0.42
    picture = _Picture(width, height)
    level = np.linspace(0.1, 0.95, 26)
    spread = (1 - level) * width * 0.4
    x = np.concatenate([width / 2 + spread * side for side in (-0.8, -0.3, 0.3, 0.8)])
    z = np.tile(level * height, 4) + rng.normal(0, 0.1, 104)
    clumps = np.column_stack((x, z, np.tile(spread * 0.45 + 0.12, 4)))
    inner = np.array([(width * 0.2, 0.6), (width * 0.8, 0.6), (width / 2, height * 0.93)])
    picture.fill(inner, np.array((18.0, 26, 18)))
    picture.limb(np.array((width / 2, 0)), np.array((width / 2, 1.2)), (0.14, 0.12), _BARK * 0.5)
    _leaves(picture, clumps, np.array((72.0, 98, 66)), light, rng, per_clump=44)
    return picture.texture()


def _bare_tree(width: float, height: float, light: Light, rng: np.random.Generator) -> Texture:
    starts, ends, radii = _branches(height, rng)
    # Branches grow as they like; the picture is cut to fit them.
    low, high = (edge(np.vstack((starts, ends)), axis=0) for edge in (np.min, np.max))
    scale = np.array((width, height)) / (high - low + 0.1)
    shift = np.array((low[0] - 0.05, 0.0))
    starts, ends = (starts - shift) * scale, (ends - shift) * scale
    picture = _Picture(width, height)
    bark = _BARK * rng.uniform(0.8, 1.2) * light.shade(np.array((-1.0, 0, 0)), 0.6)
    tints = rng.uniform(0.8, 1.2, (len(starts), 1))
    picture.fill_all(_limbs(starts, ends, radii), bark * tints)
    # People label the crown as a whole, twigs and gaps together.
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (25, 25))
    cover = cv2.morphologyEx(picture.pixels[..., 3], cv2.MORPH_CLOSE, kernel)
    return picture.texture(cover)


def _branches(
    height: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Grow a trunk that forks again and again; starts and ends (N, 2), radii (N, 2) [m]."""
    grown = []
    stack = [(0j, np.pi / 2, height * 0.27, 0.15)]
    while stack:
        start, angle, length, radius = stack.pop()
        end = start + length * np.exp(1j * angle)
        grown.append((start.real, start.imag, end.real, end.imag, radius, radius * 0.72))
        if length < 0.3:
            continue
        for turn in rng.normal(0, 0.45, 3 if length > 0.8 else 2):
            upright = 0.12 * np.sign(np.pi / 2 - angle)
            shorter = length * rng.uniform(0.62, 0.84)
            stack.append((end, angle + turn + upright, shorter, max(radius * 0.62, 0.012)))
    table = np.array(grown)
    return table[:, 0:2], table[:, 2:4], table[:, 4:6]


def _limbs(starts: np.ndarray, ends: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Outline tapered limbs, (N, 4, 2) [m]."""
    along = ends - starts
    across = np.column_stack((-along[:, 1], along[:, 0]))
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-6)
    wide, narrow = across * radii[:, :1], across * radii[:, 1:]
    return np.stack((starts - wide, starts + wide, ends + narrow, ends - narrow), axis=1)
