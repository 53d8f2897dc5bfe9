# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Drawing on the ground from above, in street coordinates."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.sources.rendered_drive.street import PERIOD_M

REACH_M = 16.0
"""How far to the side the ground is painted [m]; beyond, its edge is repeated."""

_SHIFT = 6


class GroundRaster:
    """
    One layer of the ground: columns along the street, rows from left to right.

    :param step_s: length of a pixel along the street [m].
    :param step_d: its width across [m].
    :param channels: 1 for a layer of amounts, 3 for colours.
    """

    def __init__(self, step_s: float, step_d: float, channels: int) -> None:
        self.step_s = step_s
        self.step_d = step_d
        shape = (round(2 * REACH_M / step_d), round(PERIOD_M / step_s))
        self.pixels = np.zeros(shape if channels == 1 else (*shape, channels), np.uint8)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.pixels.shape[:2]
        return rows, columns

    def row(self, d: float) -> int:
        """Find the row whose upper edge is at d [m] to the left, cut to the raster."""
        return int(np.clip(round((REACH_M - d) / self.step_d), 0, self.pixels.shape[0]))

    def strip(self, d_from: float, d_to: float) -> np.ndarray:
        """Give the rows between two distances to the left [m], as a view."""
        return self.pixels[self.row(max(d_from, d_to)) : self.row(min(d_from, d_to))]

    def fill(self, polygon: np.ndarray, colour: object) -> None:
        """
        Fill a polygon, also where it runs over the street's end.

        :param polygon: (N, 2) s and d [m].
        """
        for shift in self._copies(polygon):
            corners = self._fixed_point(polygon, shift)
            cv2.fillPoly(self.pixels, [corners], colour, cv2.LINE_AA, _SHIFT)

    def line(self, points: np.ndarray, colour: object, thickness_px: int = 1) -> None:
        """Draw a polyline through (N, 2) s and d [m]."""
        for shift in self._copies(points):
            corners = self._fixed_point(points, shift)
            cv2.polylines(self.pixels, [corners], False, colour, thickness_px, cv2.LINE_AA, _SHIFT)

    def rectangle(self, s: tuple[float, float], d: tuple[float, float], colour: object) -> None:
        """Fill what lies between two s and two d [m]."""
        corners = np.array([[s[0], d[0]], [s[1], d[0]], [s[1], d[1]], [s[0], d[1]]])
        self.fill(corners, colour)

    def _copies(self, points: np.ndarray) -> list[float]:
        low, high = points[:, 0].min(), points[:, 0].max()
        return [shift for shift in (-PERIOD_M, 0, PERIOD_M) if -shift - PERIOD_M < low <= high]

    def _fixed_point(self, points: np.ndarray, shift: float) -> np.ndarray:
        columns = (points[:, 0] + shift) / self.step_s - 0.5
        rows = (REACH_M - points[:, 1]) / self.step_d - 0.5
        return np.rint(np.column_stack((columns, rows)) * (1 << _SHIFT)).astype(np.int32)
