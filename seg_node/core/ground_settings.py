# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a user decides of the outputs on the ground."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from seg_node.core.errors import ConfigurationError

if TYPE_CHECKING:
    from seg_node.core.image_polygon import Polygon  # with OpenCV

LIMITS: dict[str, tuple[float, float]] = {
    'range_max': (0.5, 1000),
    'bearing_count': (2, 3600),
    'min_confidence': (0, 1),
    'clearance': (0, 5),
    'ground_z': (-100, 100),
    'cell_count': (10, 2000),
    'resolution': (0.01, 10),
    'fade_s': (0.1, 3600),
}
"""Least and greatest value of each number below."""


@dataclass(frozen=True)
class GroundSettings:
    """
    How far to look, and what counts as an obstacle.

    :param range_max: of what is reported [m].
    :param bearing_count: of the scan; there are more where they would be too far apart.
    :param min_confidence: of an obstacle's class, in [0, 1].
    :param clearance: height over the ground of the lower edge of what stands on wheels or
        legs [m].
    :param ground_z: height of the ground in the robot's base frame [m].
    :param is_rectified: whether frames are rectified already.
    :param self_polygons: parts of the image that show the robot itself, which hides ground.
    :raises ConfigurationError: if a value is out of its range.
    """

    range_max: float = 20.0
    bearing_count: int = 360
    min_confidence: float = 0.5
    clearance: float = 0.2
    ground_z: float = 0.0
    is_rectified: bool = False
    self_polygons: tuple[Polygon, ...] = ()

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True)
class GridSettings:
    """
    A grid of square cells around the robot.

    :param cell_count: of a side.
    :param resolution: side of a cell [m].
    :param fade_s: in which what was seen once is forgotten to a part of 1/e [s].
    :raises ConfigurationError: if a value is out of its range.
    """

    cell_count: int = 200
    resolution: float = 0.2
    fade_s: float = 10.0

    def __post_init__(self) -> None:
        _check(self)


def _check(settings: GroundSettings | GridSettings) -> None:
    for name in LIMITS.keys() & {field.name for field in fields(settings)}:
        (least, most), value = LIMITS[name], getattr(settings, name)
        if not least <= value <= most:
            raise ConfigurationError(f'{name} is {value}: give a value from {least} to {most}')
