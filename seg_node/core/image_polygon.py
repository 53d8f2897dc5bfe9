# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Parts of an image as polygons that hold for any size of it."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from seg_node.core.errors import ConfigurationError

Polygon = tuple[tuple[float, float], ...]
"""Corners (x right, y down) in units of the image's width and height."""


def parse_polygons(text: str, name: str) -> tuple[Polygon, ...]:
    """
    Read polygons as users write them.

    :param text: ``x,y x,y x,y; x,y …``; empty for none.
    :param name: of the parameter, for the error.
    :raises ConfigurationError: if it cannot be read.
    """
    try:
        return tuple(
            tuple((float(x), float(y)) for x, y in (corner.split(',') for corner in part.split()))
            for part in text.split(';')
            if part.strip()
        )
    except ValueError as error:
        raise ConfigurationError(
            f"{name} is '{text}': give polygons as 'x,y x,y x,y', with ; between them"
        ) from error


def check_polygon(polygon: Polygon, name: str) -> None:
    """
    Check that a polygon lies in the image.

    :param name: of the parameter, for the error.
    :raises ConfigurationError: if it does not, or has less than 3 corners.
    """
    if len(polygon) < 3 or not all(
        len(corner) == 2 and all(0 <= value <= 1 for value in corner) for corner in polygon
    ):
        raise ConfigurationError(
            f'{name} is {polygon}: give at least 3 corners (x, y), '
            "each value from 0 to 1 of the image's width or height"
        )


@lru_cache(maxsize=64)
def pixels_in(polygon: Polygon, height: int, width: int) -> np.ndarray:
    """List the flat indices of the pixels in the polygon and on its edge: one at least."""
    corners = np.rint(np.array(polygon) * (width, height) - 0.5)
    corners = np.clip(corners, 0, (width - 1, height - 1)).astype(np.int32)
    return np.flatnonzero(cv2.fillPoly(np.zeros((height, width), np.uint8), [corners], 1))


def covered(polygons: tuple[Polygon, ...], height: int, width: int) -> np.ndarray:
    """Mark the pixels in the polygons and on their edges: (h, w) bool."""
    return blank(np.ones((height, width), np.bool_), polygons) == 0


def blank(values: np.ndarray, polygons: tuple[Polygon, ...]) -> np.ndarray:
    """Give a map 0 in the polygons and on their edges: (h, w), a copy if there are any."""
    if polygons:
        values = values.copy()
        for polygon in polygons:
            values.put(pixels_in(polygon, *values.shape), 0)
    return values
