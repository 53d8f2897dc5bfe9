# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
What Nav2's costmap layers make of a scan and of a grid.

Written anew after the rules of nav2_costmap_2d (ObstacleLayer, StaticLayer; the same on
Humble, Jazzy and on main at a3a97043) and of laser_geometry's projection. Inflation and
the robot's footprint are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import ceil
from typing import Any, Protocol

import numpy as np

from seg_node.core.ground_grid import Pose2D

FREE, LETHAL, UNKNOWN = 0, 254, 255
"""Costs of a cell."""

_BELOW_RANGE_MAX = np.float32(0.0001)
_AT_ORIGIN = Pose2D()


class Scan(Protocol):
    """What is read of a LaserScan."""

    angle_min: float
    angle_increment: float
    range_min: float
    range_max: float
    ranges: Sequence[float]


@dataclass(frozen=True)
class ScanSource:
    """Parameters of an observation source, with Nav2's names and defaults."""

    inf_is_valid: bool = False
    min_obstacle_height: float = 0.0
    max_obstacle_height: float = 0.0
    obstacle_min_range: float = 0.0
    obstacle_max_range: float = 2.5
    raytrace_min_range: float = 0.0
    raytrace_max_range: float = 3.0

    @classmethod
    def from_parameters(cls, parameters: dict[str, Any]) -> ScanSource:
        """Take those that count here out of a source's parameters."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: parameters[name] for name in names & set(parameters)})


class Costmap:
    """
    An obstacle layer with ``track_unknown_space: true``, with marking and clearing.

    :param side: of its square [m].
    :param resolution: side of a cell [m].
    :param centre: (x, y) of its middle in the global frame [m].
    """

    def __init__(
        self, side: float, resolution: float, centre: tuple[float, float] = (0, 0)
    ) -> None:
        count = round(side / resolution)
        self.cells = np.full((count, count), UNKNOWN, np.uint8)
        """Costs, (rows of rising y, columns of rising x) uint8."""
        self.resolution = resolution
        self.corner = np.array(centre) - side / 2
        """(x, y) of the first cell's outer corner [m]."""
        self._far_corner = self.corner + count * resolution

    def centres(self) -> tuple[np.ndarray, np.ndarray]:
        """Give x and y of each cell's centre, of the shape of ``cells`` [m]."""
        steps = (np.arange(len(self.cells)) + 0.5) * self.resolution
        x, y = np.meshgrid(self.corner[0] + steps, self.corner[1] + steps)
        return x, y

    def cost(self, x: float, y: float) -> int:
        """Give the cost at a place [m]."""
        column, row = self._cell(np.array((x, y)))
        return int(self.cells[row, column])

    def take_scan(
        self, scan: Scan, source: ScanSource, sensor: Pose2D = _AT_ORIGIN, z: float = 0.0
    ) -> None:
        """
        Clear up to each point, then mark the points.

        :param scan: of a plane parallel to the ground.
        :param source: its parameters.
        :param sensor: pose of the scan's frame in the global frame.
        :param z: height of that frame [m].
        """
        if not source.min_obstacle_height <= z <= source.max_obstacle_height:
            return
        origin = np.array((sensor.x, sensor.y))
        points = origin + project(scan, source.inf_is_valid, sensor.yaw)
        for point in points:
            self._clear(origin, point, source)
        for point in points:
            self._mark(origin, point, source)

    def _clear(self, origin: np.ndarray, point: np.ndarray, source: ScanSource) -> None:
        low, high = self._cells(source.raytrace_min_range, source.raytrace_max_range)
        end = self._cell(self._clipped(origin, point))
        columns, rows = trace(self._cell(origin), end, low, high).T
        self.cells[rows, columns] = FREE

    def _mark(self, origin: np.ndarray, point: np.ndarray, source: ScanSource) -> None:
        low, high = self._cells(source.obstacle_min_range, source.obstacle_max_range)
        column, row = cell = self._cell(point)
        distance = int(np.hypot(*(cell - self._cell(origin))))
        is_inside = ((cell >= 0) & (cell < len(self.cells))).all()
        # Main also compares the distance in metres, which marks no more than this.
        if is_inside and low <= distance <= high:
            self.cells[row, column] = LETHAL

    def _clipped(self, origin: np.ndarray, point: np.ndarray) -> np.ndarray:
        """Take a ray's end back to where it leaves the map."""
        ray, end = point - origin, point.astype(float)
        for axis in (0, 1):
            if end[axis] < self.corner[axis]:
                end = origin + ray * (self.corner[axis] - origin[axis]) / ray[axis]
                end[axis] = self.corner[axis]
        for axis in (0, 1):
            if end[axis] > self._far_corner[axis]:
                end = origin + ray * (self._far_corner[axis] - origin[axis]) / ray[axis]
                end[axis] = self._far_corner[axis] - 0.001
        return end

    def _cell(self, place: np.ndarray) -> np.ndarray:
        cell: np.ndarray = np.floor((place - self.corner) / self.resolution).astype(int)
        return cell

    def _cells(self, *ranges: float) -> list[int]:
        return [ceil(each / self.resolution) for each in ranges]


def project(scan: Scan, inf_is_valid: bool, yaw: float = 0.0) -> np.ndarray:
    """
    Give the points of a scan.

    :param inf_is_valid: whether inf stands for a point right before ``range_max``.
    :param yaw: of the scan's frame [rad].
    :returns: (N, 2) from its origin [m]; ranges that are no measurement give none.
    """
    ranges = np.array(scan.ranges, np.float32)
    if inf_is_valid:
        ranges[np.isposinf(ranges)] = np.float32(scan.range_max) - _BELOW_RANGE_MAX
    is_valid = (ranges >= scan.range_min) & (ranges < np.float32(scan.range_max))
    angles = yaw + scan.angle_min + scan.angle_increment * np.flatnonzero(is_valid)
    return ranges[is_valid, None] * np.column_stack((np.cos(angles), np.sin(angles)))


def trace(start: np.ndarray, end: np.ndarray, low: int, high: int) -> np.ndarray:
    """
    List the cells of a line by Bresenham, as raytraceLine visits them.

    :param start: (column, row).
    :param end: (column, row), which is visited too.
    :param low: cells from the start that are passed over; the first is rounded towards column 0
        and row 0.
    :param high: cells after which it ends, but for a share of ``low``.
    :returns: (N, 2) int.
    """
    distance = float(np.hypot(*(end - start)))
    if distance < low:
        return np.empty((0, 2), int)
    share = low / distance if distance else 0.0
    first = (start + (end - start) * share).astype(int)
    steps, signs = abs(end - first), np.sign(end - first)
    major = int(steps[1] > steps[0])
    length, width = int(steps[major]), int(steps[1 - major])
    count = int(min(1.0, high / distance if distance else 1.0) * length)
    walked = np.arange(count + 1)
    cells = np.empty((len(walked), 2), int)
    cells[:, major] = first[major] + signs[major] * walked
    sideways = (length // 2 + walked * width) // max(length, 1)
    cells[:, 1 - major] = first[1 - major] + signs[1 - major] * sideways
    return cells


def read_grid(
    values: np.ndarray, track_unknown_space: bool = True, lethal_cost_threshold: int = 100
) -> np.ndarray:
    """
    Give the costs that a trinary static layer takes from an OccupancyGrid.

    :param values: int8.
    :returns: uint8 of the same shape.
    """
    is_unknown, is_lethal = values == -1, values >= lethal_cost_threshold
    unknown = UNKNOWN if track_unknown_space else FREE
    return np.select([is_unknown, is_lethal], [unknown, LETHAL], FREE).astype(np.uint8)
