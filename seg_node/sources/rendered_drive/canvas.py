# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The picture and its labels, painted together from far to near."""

from __future__ import annotations

import math

import cv2
import numpy as np

from seg_node.sources.rendered_drive.light import Light

Region = tuple[int, int, int, int]
"""First column, first row, end column and end row of a part of a picture."""

_SHIFT = 4
_EVEN_HAZE = 0.012
"""Where the shares of haze at a patch's ends differ less, all of it has one; 3 levels of 255."""
_FAR_OUTSIDE_PX = 30000.0


class Canvas:
    """
    An image and the label image of the same geometry.

    Edges are smoothed in the image and hard in the labels.

    :param width: [px].
    :param height: [px].
    :param light: gives the haze.
    """

    def __init__(self, width: int, height: int, light: Light) -> None:
        self.image = np.zeros((height, width, 3), np.uint8)
        self.labels = np.zeros((height, width), np.uint8)
        self._light = light

    def hazed(self, colours: np.ndarray, distance_m: float) -> np.ndarray:
        """
        Mix haze into colours.

        :param colours: (N, 3) RGB, 0 to 255.
        :returns: float of the same shape.
        """
        haze = float(self._light.haze(distance_m))
        return colours * (1 - haze) + self._light.horizon * haze

    def fill(self, polygons: np.ndarray, colours: np.ndarray, class_id: int) -> None:
        """
        Fill convex polygons one over the other.

        :param polygons: (N, M, 2) corners [px].
        :param colours: (N, 3) RGB, 0 to 255.
        :param class_id: to label them with.
        """
        if not len(polygons) or self._is_outside(polygons.reshape(-1, 2)):
            return
        corners = _fixed_point(polygons)
        for polygon, colour in zip(corners, colours.tolist(), strict=True):
            cv2.fillConvexPoly(self.image, polygon, colour, cv2.LINE_AA, _SHIFT)
            cv2.fillConvexPoly(self.labels, polygon, class_id, cv2.LINE_8, _SHIFT)

    def hazed_patch(
        self,
        colours: np.ndarray,
        mask: np.ndarray,
        columns: tuple[float, float],
        nearness: tuple[float, float],
    ) -> np.ndarray:
        """
        Mix haze into a patch of a plane.

        :param colours: (h, w, 3) uint8, already multiplied by the mask.
        :param mask: (h, w) uint8 opacity.
        :param columns: two columns of the patch [px] ...
        :param nearness: ... and the inverse of the depth in each [1/m].
        :returns: (h, w, 3) uint8.
        """
        near, far = max(nearness), max(min(nearness), 1e-4)
        if self._light.haze(1 / far) - self._light.haze(1 / near) < _EVEN_HAZE:
            share = self._light.haze(2 / (near + far))
            veils = [
                cv2.convertScaleAbs(mask, alpha=share * value / 255)
                for value in self._light.horizon.tolist()
            ]
            return cv2.add(cv2.convertScaleAbs(colours, alpha=1 - share), cv2.merge(veils))
        slope = (nearness[1] - nearness[0]) / max(columns[1] - columns[0], 1e-6)
        along = nearness[0] + slope * (np.arange(mask.shape[1]) - columns[0])
        haze = self._light.haze(1 / np.clip(along, far, near))[:, None]
        keep, veil = np.empty_like(colours), np.empty_like(colours)
        keep[:] = 255.5 - 255 * haze
        veil[:] = haze * self._light.horizon + 0.5
        return cv2.add(cv2.multiply(colours, keep, scale=1 / 255), multiplied(veil, mask))

    def region(self, polygon: np.ndarray) -> Region | None:
        """
        Find the part of the picture that a polygon may touch.

        :param polygon: (N, 2) corners [px].
        :returns: None if it touches none.
        """
        if len(polygon) < 3 or self._is_outside(polygon):
            return None
        height, width = self.labels.shape
        (left, top), (right, bottom) = polygon.min(axis=0).tolist(), polygon.max(axis=0).tolist()
        return (
            max(math.floor(left) - 1, 0),
            max(math.floor(top) - 1, 0),
            min(math.ceil(right) + 2, width),
            min(math.ceil(bottom) + 2, height),
        )

    def paste(
        self,
        patch: np.ndarray,
        mask: np.ndarray,
        cover: np.ndarray,
        corner: tuple[int, int],
        class_id: int,
    ) -> None:
        """
        Blend a patch over the picture.

        :param patch: (h, w, 3) uint8, already multiplied by the mask.
        :param mask: (h, w) uint8 opacity.
        :param cover: (h, w) uint8; the label holds where it is above 127.
        :param corner: column and row of the patch's first pixel.
        :param class_id: to label it with.
        """
        left, top = corner
        rows, columns = slice(top, top + mask.shape[0]), slice(left, left + mask.shape[1])
        behind = self.image[rows, columns]
        cv2.add(multiplied(behind, cv2.bitwise_not(mask)), patch, dst=behind)
        # OpenCV in place: numpy's boolean indexing takes ten times as long.
        is_covered = cv2.threshold(cover, 127, 255, cv2.THRESH_BINARY)[1]
        label = np.full_like(cover, class_id)
        cv2.copyTo(label, is_covered, dst=self.labels[rows, columns])

    def _is_outside(self, polygon: np.ndarray) -> bool:
        height, width = self.labels.shape
        low, high = polygon.min(axis=0), polygon.max(axis=0)
        return bool(high[0] < 0 or high[1] < 0 or low[0] > width - 1 or low[1] > height - 1)


def multiplied(colours: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Multiply (h, w, 3) colours by an (h, w) opacity, all uint8."""
    return cv2.multiply(colours, cv2.cvtColor(mask, cv2.COLOR_GRAY2RGB), scale=1 / 255)


def polygon_mask(polygon: np.ndarray, region: Region) -> np.ndarray:
    """
    Draw a polygon, not necessarily convex, as opacity.

    :param polygon: (N, 2) corners in the picture [px].
    :param region: the part of the picture to draw, as ``Canvas.region`` gives it.
    :returns: (h, w) uint8.
    """
    left, top, right, bottom = region
    mask = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(mask, [_fixed_point(polygon - (left, top))], 255, cv2.LINE_AA, _SHIFT)
    return mask


def _fixed_point(polygon: np.ndarray) -> np.ndarray:
    inside = np.minimum(np.maximum(polygon, -_FAR_OUTSIDE_PX), _FAR_OUTSIDE_PX)
    return np.rint(inside * (1 << _SHIFT)).astype(np.int32)
