# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Costmaps that Nav2's rules make of what a drive shows, beside the true street."""

from __future__ import annotations

from typing import NamedTuple

from drive_view import DriveView, HEIGHT_M, LABELS
from nav2_costmap import Costmap, FREE, LETHAL, read_grid
from nav2_parameters import GRID, read_costmap, read_node, SCAN, scan_source
import numpy as np
from std_msgs.msg import Header

from seg_node.core.ground_grid import GroundGrid, Pose2D
from seg_node.core.ground_settings import GroundSettings
from seg_node.parameters.parameters import Parameters
from seg_node.ros.ground_messages import grid_message, scan_message

_AT_ORIGIN = Pose2D()
_SENSOR = Pose2D(0.37, -0.21, 0.6)
"""Of the scan's frame in the costmap's, so that no ray lies along the cells."""
_RANGE_M = 17.5
"""Up to which the file for the scan has all cells cleared."""
_WHEELS = ('Car', 'Bicyclist')


class TrueCells(NamedTuple):
    """
    A costmap beside the truth, each (H, W).

    :param costs: uint8.
    :param is_free: bool, whether the world is free there.
    :param ranges: of the cells' centres from the camera's foot [m].
    :param first_seen: range of the first ground in view along their bearing [m]; inf for none.
    :param end: range to which ground is free along their bearing or that of a cell beside [m].
    :param is_in_sight: bool, whether all ground up to there is free.
    :param is_at_wheels: bool, whether what ends free ground there stands on wheels.
    :param band: width of what a camera cannot tell: a cell and a half, and two rows [m].
    :param resolution: side of a cell [m].
    """

    costs: np.ndarray
    is_free: np.ndarray
    ranges: np.ndarray
    first_seen: np.ndarray
    end: np.ndarray
    is_in_sight: np.ndarray
    is_at_wheels: np.ndarray
    band: np.ndarray
    resolution: float

    @property
    def is_due(self) -> np.ndarray:
        """Whether cells are free and nothing hides them."""
        is_seen = self.ranges > self.first_seen + self.resolution
        return self.is_in_sight & is_seen & (self.ranges < _RANGE_M)

    @property
    def is_sure(self) -> np.ndarray:
        """Whether they are, and not near what ends free ground."""
        return self.is_due & (self.ranges + 3 * self.band < self.end)

    @property
    def is_wrong(self) -> np.ndarray:
        """Whether the costmap has as free what lies beyond the end of free ground."""
        end = np.maximum(self.end, self.first_seen)
        return (self.costs == FREE) & (self.ranges > end + self.band)

    @property
    def is_blind(self) -> np.ndarray:
        """Whether cells lie before the first ground in view as a whole."""
        far_sides = self.ranges + self.resolution * np.sqrt(0.5)
        return np.isfinite(self.first_seen) & (far_sides < self.first_seen)

    def figures(self) -> tuple[float, ...]:
        """
        Sum up.

        :returns: shares of what is free in sight that is free in the costmap, the same where it is
            not near an end, of what is free in sight that is lethal, of what is free in the
            costmap that is free in the world, and of that which lies beyond an end.
        """
        is_free = self.costs == FREE
        return (
            float(is_free[self.is_due].mean()),
            float(is_free[self.is_sure].mean()),
            float((self.costs == LETHAL)[self.is_due].mean()),
            float(self.is_free[is_free].mean()),
            float(self.is_wrong.sum() / is_free.sum()),
        )


def scan_settings() -> GroundSettings:
    """Give how the file for the scan lets the node look at the ground."""
    return Parameters().changed(read_node(SCAN)).ground_settings()


def cells_by_scan(view: DriveView) -> TrueCells:
    """Let an obstacle layer take the scan, with the file that ships."""
    parameters = read_costmap(SCAN)
    costmap = Costmap(parameters['width'] + 8, parameters['resolution'])
    source = scan_source(view.mapper.comes_into_view[1], costmap.resolution)
    scan = scan_message(view.mapper.fan, view.profile, view.range_max, Header())
    costmap.take_scan(scan, source, _SENSOR)
    x, y = costmap.centres()
    cells = _compare(view, costmap.cells, (x, y), costmap.resolution, _SENSOR)
    # Nearer ones are left to the scans that saw them from farther off.
    is_traced = cells.ranges > source.raytrace_min_range + costmap.resolution
    return cells._replace(is_in_sight=cells.is_in_sight & is_traced)


def cells_by_grid(view: DriveView) -> TrueCells:
    """Let a static layer take the grid of this frame alone, with the file that ships."""
    grid = GroundGrid(Parameters().changed(read_node(GRID)).grid_settings())
    grid.update(view.mapper.fan, view.profile, Pose2D(), 0.0)
    message = grid_message(grid, Header(), 0.0)
    info = message.info
    values = np.array(message.data, np.int8).reshape(info.height, info.width)
    steps = (np.arange(info.width) + 0.5) * info.resolution
    x, y = np.meshgrid(info.origin.position.x + steps, info.origin.position.y + steps)
    return _compare(view, read_grid(values), (x, y), info.resolution, _AT_ORIGIN)


def _compare(
    view: DriveView,
    costs: np.ndarray,
    centres: tuple[np.ndarray, np.ndarray],
    resolution: float,
    sensor: Pose2D,
) -> TrueCells:
    """Put the truth beside cells whose centres are at those x and y [m]."""
    x, y = centres
    turned = (x - sensor.x + 1j * (y - sensor.y)) * np.exp(-1j * sensor.yaw)
    ranges, bearings = abs(turned), np.angle(turned)
    truth = view.true_ends()
    ends = np.minimum(truth.ranges, 1e3)
    is_wheels = np.isin(truth.class_ids, [LABELS.names.index(name) for name in _WHEELS])
    beside = np.multiply.outer(np.linspace(-1, 1, 5), resolution / np.maximum(ranges, resolution))
    fan = view.mapper.fan.bearings.astype(float)
    return TrueCells(
        costs,
        view.is_free(turned.real, turned.imag),
        ranges,
        _along(fan, view.mapper.first_seen, bearings, np.inf),
        np.max([_along(fan, ends, bearings + each, 0.0) for each in beside], axis=0),
        ranges < _along(fan, ends, bearings, 0.0),
        np.any([_along(fan, is_wheels, bearings + each, False) for each in beside], axis=0),
        1.5 * resolution + 2 * ranges**2 / (HEIGHT_M * view.drive.camera.fy),
        resolution,
    )


def _along(
    fan: np.ndarray, values: np.ndarray, bearings: np.ndarray, outside: float
) -> np.ndarray:
    """Give what belongs to the bearing of a fan that is nearest to each."""
    index = np.rint((bearings - fan[0]) / (fan[1] - fan[0])).astype(int)
    is_ahead = (index >= 0) & (index < len(fan))
    return np.where(is_ahead, values.take(np.where(is_ahead, index, 0)), outside)
