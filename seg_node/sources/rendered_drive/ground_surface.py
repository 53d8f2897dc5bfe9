# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the ground is made of: asphalt and its repairs, kerbs, slabs and grass."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.sources.rendered_drive.ground_raster import GroundRaster, REACH_M
from seg_node.sources.rendered_drive.street import PERIOD_M, Street
from seg_node.sources.rendered_drive.texture import fractal_noise, smooth_noise, to_pixels

_YELLOW = (196, 160, 62)
_SLABS = ((136, 130, 122), (120, 118, 116), (142, 128, 116))


def paint_surface(street: Street, rng: np.random.Generator) -> GroundRaster:
    """
    Paint the ground's own colours, without marks and without light.

    :returns: RGB, 8 cm by 2.5 cm.
    """
    raster = GroundRaster(0.08, 0.025, 3)
    _asphalt(raster, street, rng)
    _repairs(raster, street, rng)
    for side, sign in ((0, 1), (1, -1)):
        _yellow_lines(raster, street, side, rng)
        _roadside(raster, street, side, rng)
        _slabs(raster, street, side, sign, rng)
    return raster


def _asphalt(raster: GroundRaster, street: Street, rng: np.random.Generator) -> None:
    shape = raster.shape
    grey = np.array([104, 103, 104]) * rng.uniform(0.82, 1.15) + rng.uniform(-3, 3, 3)
    rows, columns = shape
    # Four times the same stretch: nobody sees both ends of one.
    fine = 0.05 * smooth_noise(rng, (rows, columns // 4), 30)
    fine += 0.035 * smooth_noise(rng, (rows, columns // 4), 3)
    tone = np.tile(fine, 4) + 1 + _wheel_tracks(raster, street)[:, None]
    tone += 0.06 * smooth_noise(rng, shape, 200)
    for channel, value in enumerate(grey):
        raster.pixels[..., channel] = cv2.convertScaleAbs(tone, alpha=value)


def _wheel_tracks(raster: GroundRaster, street: Street) -> np.ndarray:
    """Brighten where tyres polish, darken the oily middle of each lane and the gutter."""
    d = REACH_M - (np.arange(raster.pixels.shape[0]) + 0.5) * raster.step_d
    tone = np.zeros(len(d))
    for lane in (-0.5 * street.lane_m, 0.5 * street.lane_m):
        tone -= 0.07 * np.exp(-(((d - lane) / 0.35) ** 2))
        for track in (lane - 0.8, lane + 0.8):
            tone += 0.05 * np.exp(-(((d - track) / 0.3) ** 2))
    for gutter in (street.kerb(0), -street.kerb(1)):
        tone -= 0.16 * np.exp(-(((d - gutter) / 0.35) ** 2))
    return tone.astype(np.float32)


def _repairs(raster: GroundRaster, street: Street, rng: np.random.Generator) -> None:
    left, right = street.kerb(0), -street.kerb(1)
    for _ in range(rng.integers(4, 22)):
        s, d = rng.uniform(0, PERIOD_M), rng.uniform(right + 0.3, left - 1.0)
        length, width = rng.uniform(0.8, 12), rng.uniform(0.5, 1.8)
        width = min(width, left - d)
        tone = int(rng.choice((80, 88, 96, 116)))
        raster.rectangle((s, s + length), (d, d + width), (tone, tone, tone + 1))
        corners = [[s, d], [s + length, d], [s + length, d + width], [s, d + width], [s, d]]
        raster.line(np.array(corners), (74, 74, 76), 1)
    for _ in range(rng.integers(10, 60)):
        steps = rng.normal((0.4, 0), (0.5, 0.16), (rng.integers(4, 14), 2))
        start = (rng.uniform(0, PERIOD_M), rng.uniform(right, left))
        points = np.add(np.cumsum(steps, axis=0), start)
        points[:, 1] = np.clip(points[:, 1], right, left)
        raster.line(points, (64, 63, 64), 1)
    for _ in range(rng.integers(6, 16)):
        s, d = rng.uniform(0, PERIOD_M), rng.uniform(right + 1, left - 1)
        angles = np.linspace(0, 2 * np.pi, 20)
        ring = np.column_stack((s + 0.3 * np.cos(angles), d + 0.3 * np.sin(angles)))
        raster.fill(ring, (86, 84, 82))
        raster.line(ring, (66, 65, 64), 1)


def _yellow_lines(
    raster: GroundRaster, street: Street, side: int, rng: np.random.Generator
) -> None:
    if street.parking_m[side] or rng.random() < 0.35:
        return
    sign = 1 if side == 0 else -1
    for gap in (0.24, 0.42)[: rng.integers(1, 3)]:
        near, far = street.kerb(side) - gap, street.kerb(side) - gap - 0.08
        strip = raster.strip(sign * near, sign * far)
        wear = 0.75 + 0.25 * smooth_noise(rng, strip.shape[:2], 30)[..., None]
        strip[:] = to_pixels(strip * (1 - wear) + _colour(_YELLOW) * wear)


def _roadside(raster: GroundRaster, street: Street, side: int, rng: np.random.Generator) -> None:
    """Grass on verges; behind the pavement grass, gravel or paving."""
    sign = 1 if side == 0 else -1
    _grass(raster.strip(sign * street.kerb(side), sign * street.pavement_start(side)), rng)
    _grass(raster.strip(sign * street.pavement_end(side), sign * REACH_M), rng)


def _grass(strip: np.ndarray, rng: np.random.Generator) -> None:
    if not strip.size:
        return
    shape = strip.shape[:2]
    tone = 1 + 0.2 * fractal_noise(rng, shape, 90, 2) + 0.22 * smooth_noise(rng, shape, 2)
    dry = np.clip(0.3 + 0.5 * smooth_noise(rng, shape, 70), 0, 1)[..., None]
    green, straw = _colour((72, 96, 44)), _colour((112, 108, 66))
    strip[:] = to_pixels(tone[..., None] * (green * (1 - dry) + straw * dry))


def _slabs(
    raster: GroundRaster, street: Street, side: int, sign: int, rng: np.random.Generator
) -> None:
    strip = raster.strip(sign * street.pavement_start(side), sign * street.pavement_end(side))
    shape = strip.shape[:2]
    colour = _colour(_SLABS[rng.integers(len(_SLABS))])
    tone = 1 + 0.06 * fractal_noise(rng, shape, 120, 3) + 0.03 * smooth_noise(rng, shape, 2)
    along, across = round(0.64 / raster.step_s), round(0.6 / raster.step_d)
    if rng.random() < 0.75:
        slabs = (shape[0] // across + 1, shape[1] // along + 1)
        tint = rng.normal(1, 0.045, slabs).astype(np.float32)
        tone *= np.kron(tint, np.ones((across, along), np.float32))[: shape[0], : shape[1]]
        tone[::across] *= 0.8
        tone[:, ::along] *= 0.86
    strip[:] = to_pixels(tone[..., None] * colour)
    _kerb_stones(raster, street, side, sign, rng)


def _kerb_stones(
    raster: GroundRaster, street: Street, side: int, sign: int, rng: np.random.Generator
) -> None:
    kerb = street.kerb(side)
    stones = raster.strip(sign * kerb, sign * (kerb + 0.15))
    tint = rng.normal(154, 7, stones.shape[1] // 11 + 1).repeat(11)[: stones.shape[1]]
    stones[:] = to_pixels(tint[None, :, None] * _colour((1, 0.985, 0.955)))
    stones[:, ::11] = 96
    # The upright face of the kerb, seen from the road, and the dirt at its foot.
    raster.strip(sign * kerb, sign * (kerb + 0.05))[:] = (112, 110, 107)
    raster.strip(sign * (kerb - 0.06), sign * kerb)[:] = (62, 61, 60)


def _colour(rgb: tuple[float, float, float]) -> np.ndarray:
    return np.array(rgb, np.float32)
