# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A textured piece of a plane, seen through an exact homography."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
import math

import cv2
import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas, multiplied, polygon_mask, Region
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.texture import Texture

_BAND_PX = 96
"""Width of the columns that share one reduced copy of the texture [px]."""

_TINY_PX = 200.0
"""Area below which a panel has one colour [px]."""


@dataclass
class Panel:
    """
    A textured polygon in the world, alike from both sides.

    :param origin: (3,) lower left corner of the texture [m].
    :param axes: (2, 3) unit vectors of the texture's columns and, upwards, its rows.
    :param texture: its size in metres is the panel's.
    :param class_id: of its pixels.
    :param outline: (N, 2) on the plane [m]; None for the whole texture.
    :param is_labelled_whole: whether gaps in the texture are labelled too, as people
        label a railing.
    """

    origin: np.ndarray
    axes: np.ndarray
    texture: Texture
    class_id: int
    outline: np.ndarray | None = None
    is_labelled_whole: bool = False

    @cached_property
    def corners(self) -> np.ndarray:
        """Place the outline in the world, (N, 3) [m]."""
        if self.outline is not None:
            return self.origin + self.outline @ self.axes
        width, height = self.texture.size_m
        outline = np.array([[0, 0], [width, 0], [width, height], [0, height]])
        return self.origin + outline @ self.axes

    def draw(self, canvas: Canvas, view: View, opacity: float = 1.0) -> None:
        """
        Paint the panel where it is in view.

        :param opacity: below 1 the panel fades in; below 0.5 it has no label yet.
        """
        polygon = view.project_polygon(self.corners)
        region = canvas.region(polygon)
        if region is None:
            return
        if not self.texture.has_alpha and np.ptp(polygon, axis=0).prod() < _TINY_PX:
            distance = float(np.linalg.norm(self.origin - view.position))
            colour = canvas.hazed(self.texture.mean_colour[None], distance)
            canvas.fill(polygon[None], colour, self.class_id)
            return
        try:
            plane_from_image = np.linalg.inv(view.plane_homography(self.origin, self.axes))
        except np.linalg.LinAlgError:  # seen edge on
            return
        self._paint(canvas, plane_from_image, polygon, region, opacity)

    def _paint(
        self,
        canvas: Canvas,
        plane_from_image: np.ndarray,
        polygon: np.ndarray,
        region: Region,
        opacity: float,
    ) -> None:
        low, high = float(polygon[:, 0].min()), float(polygon[:, 0].max())
        middle = float(polygon[:, 1].mean())
        colours, cover = self._warp(plane_from_image, (low, high), middle, region)
        if self.texture.has_alpha:
            mask = cv2.extractChannel(colours, 3)
            colours = cv2.cvtColor(colours, cv2.COLOR_RGBA2RGB)
            if self.is_labelled_whole:
                cover = polygon_mask(polygon, region)
        else:
            mask = polygon_mask(polygon, region)
            colours = multiplied(colours, mask)
        if opacity < 1:
            colours, mask = (
                cv2.convertScaleAbs(layer, alpha=opacity) for layer in (colours, mask)
            )
        cover = mask if cover is None else cv2.convertScaleAbs(cover, alpha=opacity)
        across, down, constant = plane_from_image[2].tolist()
        nearness = (across * x + down * middle + constant for x in (low, high))
        patch = canvas.hazed_patch(
            colours, mask, (low - region[0], high - region[0]), (*nearness,)
        )
        canvas.paste(patch, mask, cover, region[:2], self.class_id)

    def _warp(
        self,
        plane_from_image: np.ndarray,
        columns: tuple[float, float],
        middle: float,
        region: Region,
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """
        Warp the texture to a region, in bands of columns.

        :param columns: that the polygon reaches from and to [px].
        :param middle: row of the polygon's middle [px].
        :returns: (h, w, 3 or 4) colours, and (h, w) cover where it is not the alpha.
        """
        left, top, right, bottom = region
        row = min(max(middle, top), bottom)
        parts, covers = [], []
        for start in range(left, right, _BAND_PX):
            stop = min(start + _BAND_PX, right)
            column = (max(start, columns[0]) + min(stop, columns[1])) / 2
            level = self._level(plane_from_image, column, row)
            placed = (plane_from_image, (start, top, stop, bottom))
            parts.append(self._sample(self.texture.colours(level), *placed))
            if self.texture.has_cover:
                covers.append(self._sample(self.texture.cover(level), *placed))
        return cv2.hconcat(parts), cv2.hconcat(covers) if covers else None

    def _sample(
        self, pixels: np.ndarray, plane_from_image: np.ndarray, region: Region
    ) -> np.ndarray:
        height, width = pixels.shape[:2]
        width_m, height_m = self.texture.size_m
        left, top, right, bottom = region
        x, y, nearness = plane_from_image
        matrix = np.stack(
            (
                x * (width / width_m) - 0.5 * nearness,
                y * (-height / height_m) + (height - 0.5) * nearness,
                nearness,
            )
        )
        matrix[:, 2] += matrix[:, 0] * left + matrix[:, 1] * top
        return cv2.warpPerspective(
            pixels,
            matrix,
            (right - left, bottom - top),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT if self.texture.has_alpha else cv2.BORDER_REPLICATE,
        )

    def _level(self, plane_from_image: np.ndarray, column: float, row: float) -> tuple[int, int]:
        """Find how often to halve the texture so that a texel is about a pixel."""
        x, y, nearness = (plane_from_image @ (column, row, 1.0)).tolist()
        depth, density = 1 / nearness, self.texture.density
        levels, away = [], plane_from_image[2].tolist()
        for place, slopes, side in zip(
            (x, y), plane_from_image[:2].tolist(), self.texture.size_m, strict=True
        ):
            # Derivatives of place / nearness along columns and rows of the picture.
            steps = [abs(slopes[i] - place * depth * away[i]) * depth for i in (0, 1)]
            most = math.log2(max(side * density, 1.0))
            wanted = math.log2(max(max(steps) * density, 1.0)) - 0.25
            levels.append(int(min(max(round(wanted), 0), most)))
        return levels[0], levels[1]


def billboard(view: View, foot: np.ndarray, texture: Texture, class_id: int) -> Panel:
    """
    Stand a picture upright on the ground, turned towards the camera.

    :param foot: (3,) where the middle of its lower edge is [m].
    """
    sight = foot[:2] - view.position[:2]
    right = np.array([sight[1], -sight[0], 0]) / max(float(np.hypot(*sight)), 1e-6)
    axes = np.array([right, (0, 0, 1)])
    return Panel(foot - right * texture.size_m[0] / 2, axes, texture, class_id)
