# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The ground, computed for every pixel at the metric point that it sees."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas, polygon_mask
from seg_node.sources.rendered_drive.ground_raster import GroundRaster, REACH_M
from seg_node.sources.rendered_drive.ground_surface import paint_surface
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.road_marks import paint_marks
from seg_node.sources.rendered_drive.street import PERIOD_M, Street
from seg_node.sources.rendered_drive.texture import fractal_noise, smooth_noise

_FARTHEST_M = 3000.0
_DETAIL_M = 5.0
_DETAIL_PX = 500
_DETAIL_REACH_M = 16.0
_BEND_STEP_M = 0.25
_PAINT = (206.0, 205.0, 200.0)
_UP = np.array([0.0, 0.0, 1.0])


class Ground:
    """
    The painted ground of one street under one light.

    :param street: gives the classes and what is painted.
    :param light: shines on it.
    :param sun_reach: one channel; 255 where the sun is not blocked by things that
        never move.
    :param rng: decides wear, repairs and colours.
    """

    def __init__(
        self, street: Street, light: Light, sun_reach: GroundRaster, rng: np.random.Generator
    ) -> None:
        self._street = street
        self._light = light
        surface, marks = paint_surface(street, rng), paint_marks(street, rng)
        self._steps = surface.step_s, surface.step_d
        self._levels = [cv2.merge((*cv2.split(surface.pixels), marks.pixels))]
        self._sun_reach = sun_reach
        self._detail = _detail(rng)
        steps = np.arange(0, PERIOD_M + 2 * _BEND_STEP_M, _BEND_STEP_M)
        self._bend = street.bend(steps).astype(np.float32)[None]

    def draw(
        self,
        canvas: Canvas,
        view: View,
        shadows: Sequence[np.ndarray] = (),
        contacts: Sequence[np.ndarray] = (),
    ) -> None:
        """
        Paint and label everything below the horizon.

        :param shadows: polygons on the ground, (N, 2) [m], that block the sun.
        :param contacts: like ``shadows``, that block the sky, e.g. under a car.
        """
        height, width = canvas.labels.shape
        first = int(np.clip(np.floor(view.horizon_row()), 0, height))
        if first == height:
            return
        s, d, depth = self._street_points(view, width, (first, height))
        paint, tone = self._look_up(view, s, d, depth)
        covered = _masks(view, contacts, canvas, first, blur=9)
        blocked = _masks(view, shadows, canvas, first, blur=3)
        tone *= 1 - 0.75 / 255 * covered
        sun = self._sun(s, d, blocked)
        haze = self._light.haze(depth)
        shadow, full = self._light.shade(_UP, 0), self._light.shade(_UP)
        planes = []
        for plane, dark, bright, veil in zip(
            paint, shadow, full, self._light.horizon, strict=True
        ):
            lit = plane * tone
            lit *= np.float32(dark) + sun * np.float32(bright - dark)
            lit += (np.float32(veil) - lit) * haze
            planes.append(lit)
        is_ground = (depth < _FARTHEST_M).astype(np.uint8)
        cv2.copyTo(cv2.convertScaleAbs(cv2.merge(planes)), is_ground, canvas.image[first:])
        cv2.copyTo(self._street.class_beside(d), is_ground, canvas.labels[first:])

    def _street_points(
        self, view: View, width: int, rows: tuple[int, int]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """
        Find the point of the ground that each pixel of some rows sees.

        :returns: s within one period, d and depth [m], each (h, w) float32; where no
            ground is seen the depth is ``_FARTHEST_M``.
        """
        inverse = np.linalg.inv(view.ground_homography())
        # Relative to the camera, so that float32 is exact to a millimetre.
        inverse[0] -= view.position[0] * inverse[2]
        inverse[1] -= view.position[1] * inverse[2]
        u, v = np.arange(width)[None], np.arange(*rows)[:, None]
        across, ahead = inverse[:, 0:1] * u, inverse[:, 1] * v + inverse[:, 2]
        x, y, nearness = (
            across[i].astype(np.float32) + ahead[:, i, None].astype(np.float32) for i in range(3)
        )
        depth = 1 / np.maximum(nearness, np.float32(1 / _FARTHEST_M))
        x *= depth
        y *= depth
        s = _wrapped(x + np.float32(view.position[0]), PERIOD_M)
        columns = s * np.float32(1 / _BEND_STEP_M)
        bend = cv2.remap(self._bend, columns, np.zeros_like(s), cv2.INTER_LINEAR)
        return s, y + np.float32(view.position[1]) - bend, depth

    def _look_up(
        self, view: View, s: np.ndarray, d: np.ndarray, depth: np.ndarray
    ) -> tuple[list[np.ndarray], np.ndarray]:
        """
        Look the paint up, band by band of rows.

        :returns: three colour planes and the roughness to multiply them by, (h, w) float32.
        """
        planes = [np.empty(s.shape, np.float32) for _ in range(3)]
        centre = depth[:, depth.shape[1] // 2].astype(float)
        along = centre**2 / (view.camera.fy * view.pose.z)
        levels = np.clip(np.rint(np.log2(along / self._steps[0])), 0, 8).astype(int)
        for level in np.unique(levels):
            rows = np.flatnonzero(levels == level)
            band = slice(rows[0], rows[-1] + 1)
            *colours, amount = cv2.split(self._sample(int(level), s[band], d[band]))
            footprint = centre[band] / view.camera.fx
            sharpness = np.clip(self._steps[1] / footprint, 1, 6)[:, None].astype(np.float32)
            # The edge of a mark stays sharp however large its blurred amount is magnified.
            share = np.clip((amount * np.float32(1 / 255) - 0.45) * sharpness + 0.45, 0, 1)
            for plane, colour, white in zip(planes, colours, _PAINT, strict=True):
                plane[band] = colour + (np.float32(white) - colour) * share
        return planes, self._grains(s, d, centre)

    def _sample(self, level: int, s: np.ndarray, d: np.ndarray) -> np.ndarray:
        while len(self._levels) <= level:
            self._levels.append(_halved(self._levels[-1], len(self._levels) % 2 == 1))
        pixels = self._levels[level]
        columns = s * (pixels.shape[1] / PERIOD_M) - 0.5
        rows = np.clip((REACH_M - d) * (pixels.shape[0] / (2 * REACH_M)) - 0.5, 0, None)
        np.minimum(rows, pixels.shape[0] - 1, out=rows)
        return cv2.remap(pixels, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)

    def _grains(self, s: np.ndarray, d: np.ndarray, centre: np.ndarray) -> np.ndarray:
        """Roughen what is near with grains that the painted raster is too coarse for."""
        tone = np.ones(s.shape, np.float32)
        rows = np.flatnonzero(centre < _DETAIL_REACH_M)
        if len(rows):
            band = slice(rows[0], rows[-1] + 1)
            scale = np.float32(_DETAIL_PX / _DETAIL_M)
            columns, lines = (_wrapped(place[band], _DETAIL_M) * scale for place in (s, d))
            grains = cv2.remap(
                self._detail, columns, lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
            )
            strength = np.clip(1 - centre[band] / _DETAIL_REACH_M, 0, 1)[:, None]
            tone[band] += grains * strength.astype(np.float32)
        return tone

    def _sun(self, s: np.ndarray, d: np.ndarray, blocked: np.ndarray) -> np.ndarray:
        """Look up which share of the sun reaches the ground, (h, w) float32."""
        reach = self._sun_reach
        columns = s / np.float32(reach.step_s) - np.float32(0.5)
        rows = (REACH_M - d) / np.float32(reach.step_d) - np.float32(0.5)
        sun = cv2.remap(
            reach.pixels, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.minimum(sun, cv2.bitwise_not(blocked)) * np.float32(1 / 255)


def _wrapped(values: np.ndarray, period: float) -> np.ndarray:
    """Take float32 values into [0, period); numpy's own modulo is ten times slower."""
    return values - np.float32(period) * np.floor(values * np.float32(1 / period))


def _masks(
    view: View, polygons: Sequence[np.ndarray], canvas: Canvas, first: int, blur: int
) -> np.ndarray:
    """Draw polygons of the ground as amounts, (h, w) uint8, softened by a blur [px]."""
    height, width = canvas.labels.shape
    mask = np.zeros((height - first, width), np.uint8)
    for polygon in polygons:
        corners = view.project_polygon(np.column_stack((polygon, np.zeros(len(polygon)))))
        region = canvas.region(corners)
        if region is None:
            continue
        left, top, right, bottom = region[0], max(region[1], first), region[2], region[3]
        if top < bottom:
            part = mask[top - first : bottom - first, left:right]
            np.maximum(part, polygon_mask(corners, (left, top, right, bottom)), out=part)
    return cv2.blur(mask, (blur, blur)) if len(polygons) else mask


def _halved(pixels: np.ndarray, along_only: bool) -> np.ndarray:
    height, width = pixels.shape[:2]
    size = (width // 2, height if along_only else height // 2)
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _detail(rng: np.random.Generator) -> np.ndarray:
    """Make a tile of grains, (500, 500) float32 around 0."""
    shape = (_DETAIL_PX, _DETAIL_PX)
    grains = rng.normal(0, 1, shape).astype(np.float32)
    grains = 0.12 * cv2.GaussianBlur(grains, (0, 0), 0.8, borderType=cv2.BORDER_REFLECT)
    return grains + 0.07 * smooth_noise(rng, shape, 3) + 0.06 * fractal_noise(rng, shape, 40, 3)
