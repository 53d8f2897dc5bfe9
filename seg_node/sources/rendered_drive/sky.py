# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Sky, clouds and the far tree line: all that is too far to come nearer."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.classes import SKY, TREE
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.texture import fractal_noise, smooth_noise

_FOCAL_PX = 520.0
_HALF_WIDTH_PX = 1100
_ABOVE_PX = 760
_BELOW_PX = 40
_COARSE = 2
"""Pixels of the picture per pixel of sky and clouds, which are smooth."""


class Sky:
    """
    A picture on a plane at infinity, across the world's x.

    Seen from any pose it moves as a pure rotation demands, through a homography.

    :param light: colours and clouds.
    :param rng: the shapes of clouds and tree line.
    """

    def __init__(self, light: Light, rng: np.random.Generator) -> None:
        image = _gradient(light)
        _add_sun_glow(image, light)
        _add_clouds(image, light, rng)
        image = cv2.resize(image, None, fx=_COARSE, fy=_COARSE)
        self._labels = np.full(image.shape[:2], SKY, np.uint8)
        _add_tree_line(image, self._labels, light, rng)
        self._image = np.clip(image, 0, 255).astype(np.uint8)

    def draw(self, canvas: Canvas, view: View, end_row: int) -> None:
        """Paint rows 0 to ``end_row``."""
        if end_row <= 0:
            return
        texel_from_ray = np.array([[0, -_FOCAL_PX, 0], [0, 0, -_FOCAL_PX], [0, 0, 0]], float)
        texel_from_ray[:, 0] = _HALF_WIDTH_PX, _ABOVE_PX, 1
        matrix = texel_from_ray @ view.rotation.T @ np.linalg.inv(view.intrinsics)
        size = (canvas.labels.shape[1], end_row)
        inverse = cv2.WARP_INVERSE_MAP
        canvas.image[:end_row] = cv2.warpPerspective(
            self._image,
            matrix,
            size,
            flags=cv2.INTER_LINEAR | inverse,
            borderMode=cv2.BORDER_REPLICATE,
        )
        canvas.labels[:end_row] = cv2.warpPerspective(
            self._labels,
            matrix,
            size,
            flags=cv2.INTER_NEAREST | inverse,
            borderMode=cv2.BORDER_REPLICATE,
        )


def _slopes() -> tuple[np.ndarray, np.ndarray]:
    """Give each texel's ray: metres left and metres up per metre ahead, float32."""
    columns = np.arange(0, 2 * _HALF_WIDTH_PX, _COARSE, dtype=np.float32) + (_COARSE - 1) / 2
    rows = np.arange(0, _ABOVE_PX + _BELOW_PX, _COARSE, dtype=np.float32) + (_COARSE - 1) / 2
    return (_HALF_WIDTH_PX - columns)[None] / _FOCAL_PX, (_ABOVE_PX - rows)[:, None] / _FOCAL_PX


def _elevation() -> np.ndarray:
    left, up = _slopes()
    return up / np.sqrt(1 + left**2 + up**2)


def _gradient(light: Light) -> np.ndarray:
    height = np.clip(_elevation(), 0, 1)[..., None] ** 0.55
    return (light.horizon * (1 - height) + light.zenith * height).astype(np.float32)


def _add_sun_glow(image: np.ndarray, light: Light) -> None:
    left, up = _slopes()
    length = np.sqrt(1 + left**2 + up**2)
    cosine = (light.sun[0] + light.sun[1] * left + light.sun[2] * up) / length
    glow = np.clip(cosine, 0, 1)[..., None] ** 8 * (1 - light.cloud_cover * 0.6)
    image += (glow * light.sunlight * 90).astype(np.float32)


def _add_clouds(image: np.ndarray, light: Light, rng: np.random.Generator) -> None:
    """Lay a flat sheet of noise over the street, so that clouds shrink towards the horizon."""
    left, up = _slopes()
    sheet = fractal_noise(rng, (768, 768), 130, octaves=6)
    away = 1.0 / np.maximum(up, 0.03)
    columns = np.broadcast_to(384 + left * away * 70, image.shape[:2]).astype(np.float32)
    rows = np.broadcast_to(away * 70, image.shape[:2]).astype(np.float32)
    mapped = cv2.remap(sheet, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    threshold = 0.5 - light.cloud_cover * 0.75
    density = np.clip((mapped - threshold) * 3.2, 0, 1)
    fade = np.clip(up * 4, 0, 1)
    brightness = 1.06 - 0.3 * np.clip(mapped - threshold, 0, 1)
    white = light.horizon * 0.7 + light.skylight / light.skylight.max() * 255 * 0.3
    if light.lamps_lit:
        white = light.horizon * 0.55 + light.zenith * 0.35
    cloud = brightness[..., None] * white
    amount = (density * fade * (0.9 if light.cloud_cover < 1 else 0.7))[..., None]
    image += (cloud - image) * amount


def _add_tree_line(
    image: np.ndarray, labels: np.ndarray, light: Light, rng: np.random.Generator
) -> None:
    columns = image.shape[1]
    outline = 11 + 7 * smooth_noise(rng, (1, columns), 160)[0]
    outline += (
        5 * smooth_noise(rng, (1, columns), 24)[0] + 2 * smooth_noise(rng, (1, columns), 5)[0]
    )
    above = _ABOVE_PX - np.arange(image.shape[0])[:, None]
    is_tree = above < np.maximum(outline, 3)[None]
    highest = _ABOVE_PX - int(outline.max()) - 1
    texture = 1 + 0.14 * fractal_noise(rng, (image.shape[0] - highest, columns), 18)
    haze = 0.62
    green = np.array([66.0, 78, 62]) * (light.skylight + light.sunlight * 0.4)
    colour = green * (1 - haze) + light.horizon * haze
    low, is_low_tree = image[highest:], is_tree[highest:]
    low[is_low_tree] = (texture[..., None] * colour)[is_low_tree]
    labels[is_tree] = TREE
