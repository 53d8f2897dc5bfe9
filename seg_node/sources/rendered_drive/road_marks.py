# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""White marks on the road, as amounts of paint."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.sources.rendered_drive.ground_raster import GroundRaster
from seg_node.sources.rendered_drive.street import PERIOD_M, Street
from seg_node.sources.rendered_drive.texture import smooth_noise, to_pixels

_ZEBRA_LENGTH_M = 3.2


def paint_marks(street: Street, rng: np.random.Generator) -> GroundRaster:
    """
    Paint the white marks.

    :returns: one channel, 8 cm by 2.5 cm; 255 is fresh paint.
    """
    raster = GroundRaster(0.08, 0.025, 1)
    _centre_line(raster, street, rng)
    _edge_lines(raster, street, rng)
    for s in street.crossings:
        _zebra(raster, street, s)
    if rng.random() < 0.6:
        _slow(raster, street, rng.uniform(20, PERIOD_M - 20))
    wear = rng.uniform(0.0, 0.5)
    shape = raster.shape
    flakes = 1 - wear * np.clip(
        0.4 + smooth_noise(rng, shape, 3) * 0.8 + smooth_noise(rng, shape, 60) * 0.6, 0, 1
    )
    raster.pixels[:] = to_pixels(raster.pixels * flakes)
    return raster


def _centre_line(raster: GroundRaster, street: Street, rng: np.random.Generator) -> None:
    period, dash = ((8.0, 2.4), (6.4, 4.0), (5.0, 3.2))[rng.integers(3)]
    for s in np.arange(0, PERIOD_M, period).tolist():
        if all(abs(s - crossing) > 14 for crossing in street.crossings):
            raster.rectangle((s, s + dash), (-0.055, 0.055), 255)


def _edge_lines(raster: GroundRaster, street: Street, rng: np.random.Generator) -> None:
    for side, sign in ((0, 1), (1, -1)):
        if street.parking_m[side]:
            _bays(raster, sign * street.lane_m, sign * street.kerb(side), rng)
        elif rng.random() < 0.3:
            d = sign * (street.kerb(side) - 0.75)
            raster.strip(d, d + sign * 0.1)[:] = 255


def _bays(raster: GroundRaster, d_lane: float, d_kerb: float, rng: np.random.Generator) -> None:
    """Mark parking bays, or leave the parking strip unmarked."""
    if rng.random() < 0.4:
        return
    side = np.sign(d_lane)
    for s in np.arange(0, PERIOD_M, 1.6).tolist():
        raster.rectangle((s, s + 0.8), (d_lane, d_lane + side * 0.08), 255)
    for s in np.arange(0, PERIOD_M, 16).tolist():
        raster.rectangle((s, s + 0.12), (d_lane, d_kerb - side * 0.25), 255)


def _zebra(raster: GroundRaster, street: Street, s: float) -> None:
    left, right = street.kerb(0), street.kerb(1)
    span = (s - _ZEBRA_LENGTH_M / 2, s + _ZEBRA_LENGTH_M / 2)
    for d in np.arange(-right + 0.3, left - 0.3, 1.2).tolist():
        raster.rectangle(span, (d, min(d + 0.6, left - 0.1)), 255)
    for end, sign in ((span[0], -1), (span[1], 1)):
        for d in np.arange(-right + 0.3, left - 0.3, 0.6).tolist():
            raster.rectangle((end + sign * 1.0, end + sign * 1.16), (d, d + 0.3), 230)
        _zigzags(raster, street, end + sign * 1.6, sign)


def _zigzags(raster: GroundRaster, street: Street, start: float, sign: int) -> None:
    for d in (0.0, street.lane_m - 0.5, 0.5 - street.lane_m):
        corners = [(start + sign * 2.0 * step, d + 0.22 * (-1) ** step) for step in range(7)]
        raster.line(np.array(corners), 235, 4)


def _slow(raster: GroundRaster, street: Street, s: float) -> None:
    """Write SLOW for the driver of the left lane, stretched along the road."""
    size, base = cv2.getTextSize('SLOW', cv2.FONT_HERSHEY_SIMPLEX, 2, 9)
    text = np.zeros((size[1] + 2 * base, size[0] + 8), np.uint8)
    cv2.putText(text, 'SLOW', (4, size[1] + base), cv2.FONT_HERSHEY_SIMPLEX, 2, 255, 9)
    # Letters stand along the street: their tops point ahead, their rows run leftwards.
    along, across = round(2.8 / raster.step_s), round(1.9 / raster.step_d)
    lying = cv2.resize(cv2.rotate(text, cv2.ROTATE_90_CLOCKWISE), (along, across))
    row, column = raster.row(street.lane_m / 2 + 0.95), round(s / raster.step_s)
    place = raster.pixels[row : row + across, column : column + along]
    np.maximum(place, lying[: place.shape[0], : place.shape[1]], out=place)
