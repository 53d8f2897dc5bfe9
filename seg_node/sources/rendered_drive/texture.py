# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures on surfaces: noise to make them from, and reduced copies to see them from afar."""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np


def smooth_noise(rng: np.random.Generator, shape: tuple[int, ...], cells: float) -> np.ndarray:
    """
    Make noise that varies over a length.

    :param rng: decides everything.
    :param shape: (rows, columns) [px].
    :param cells: how many pixels one bump takes.
    :returns: (rows, columns) float32, about -1 to 1.
    """
    rows, columns = (max(2, round(side / cells) + 1) for side in shape)
    coarse = rng.uniform(-1, 1, (rows, columns)).astype(np.float32)
    smooth = cv2.INTER_CUBIC if cells > 8 else cv2.INTER_LINEAR
    return cv2.resize(coarse, (shape[1], shape[0]), interpolation=smooth)


def fractal_noise(
    rng: np.random.Generator, shape: tuple[int, ...], cells: float, octaves: int = 4
) -> np.ndarray:
    """
    Add up noise of ever smaller lengths.

    :param cells: pixels that the largest bump takes; each octave halves it.
    :returns: (rows, columns) float32, about -1 to 1.
    """
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        total += smooth_noise(rng, shape, max(1.0, cells / 2**octave)) / 2 ** (octave + 1)
    return total


def to_pixels(values: np.ndarray) -> np.ndarray:
    """Round colours to uint8, cutting what is out of range."""
    return np.clip(values, 0, 255).astype(np.uint8)


class Texture:
    """
    A picture that lies on a plane, with copies reduced along one or both axes.

    A facade seen at a grazing angle is dense along its length alone, so copies
    reduced by different factors along the two axes are kept.

    :param pixels: (H, W, 3) RGB or (H, W, 4) RGB with alpha, uint8.
    :param density: [px/m].
    :param cover: (H, W) uint8, above 127 where the label holds; None: where
        alpha is above 127.
    """

    def __init__(
        self, pixels: np.ndarray, density: float, cover: np.ndarray | None = None
    ) -> None:
        self.density = density
        self.has_alpha = pixels.shape[2] == 4
        self.size_m = (pixels.shape[1] / density, pixels.shape[0] / density)
        self.has_cover = cover is not None
        self._colours = {(0, 0): _premultiplied(pixels) if self.has_alpha else pixels}
        self._covers = {} if cover is None else {(0, 0): cover}

    def colours(self, level: tuple[int, int]) -> np.ndarray:
        """
        Give the copy that is reduced by powers of two.

        :param level: how often to halve the columns and the rows.
        :returns: (h, w, 3) or, multiplied by its alpha, (h, w, 4) uint8.
        """
        return _reduced(self._colours, level)

    @cached_property
    def mean_colour(self) -> np.ndarray:
        """Mean RGB of an opaque texture, (3,) float64."""
        return self._colours[0, 0].mean(axis=(0, 1))

    def cover(self, level: tuple[int, int]) -> np.ndarray:
        """Give where the label holds, reduced like ``colours``, (h, w) uint8."""
        return _reduced(self._covers, level)

    def lit(self, factor: np.ndarray) -> Texture:
        """Make a copy under a light, an RGB factor (3,)."""
        pixels = self._colours[0, 0].astype(np.float32)
        pixels[..., :3] *= factor
        copy = object.__new__(Texture)
        copy.__dict__.update(self.__dict__, _colours={(0, 0): to_pixels(pixels)})
        return copy


def _premultiplied(pixels: np.ndarray) -> np.ndarray:
    alpha = pixels[..., 3:].astype(np.float32) / 255
    return np.dstack(((pixels[..., :3] * alpha + 0.5).astype(np.uint8), pixels[..., 3]))


def _reduced(levels: dict[tuple[int, int], np.ndarray], level: tuple[int, int]) -> np.ndarray:
    if level not in levels:
        height, width = levels[0, 0].shape[:2]
        size = max(1, width >> level[0]), max(1, height >> level[1])
        levels[level] = cv2.resize(levels[0, 0], size, interpolation=cv2.INTER_AREA)
    return levels[level]
