# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Of frames with true labels, costmaps by Nav2's rules have the world's own free space."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from drive_view import CAMERA, create_drive, DriveView, HEIGHT_M, LABELS, look_at
from nav2_costmap import Costmap, FREE, LETHAL, read_grid, UNKNOWN
from nav2_parameters import GRID, read_costmap, read_node, SCAN, scan_source
import numpy as np
import pytest
from std_msgs.msg import Header

from seg_node.core.ground_grid import GroundGrid, Pose2D
from seg_node.ros.ground_messages import grid_message, scan_message
from seg_node.ros.parameters import Parameters

pytestmark = pytest.mark.ros

FRAMES = [(0, 0), (0, 80), (3, 0), (3, 80), (13, 40)]
AT_ORIGIN = Pose2D()
SENSOR = Pose2D(0.37, -0.21, 0.6)
"""Of the scan's frame in the costmap's, so that no ray lies along the cells."""


class Cells(NamedTuple):
    """
    A costmap beside the truth, each (H, W).

    :param costs: uint8.
    :param is_free: bool, whether the world is free there.
    :param ranges: of the cells' centres from the camera's foot [m].
    :param first_seen: range of the first ground in view along their bearing [m]; inf for none.
    :param end: range to which ground is free along their bearing or that of a cell beside [m].
    :param is_in_sight: bool, whether all ground up to there is free.
    :param is_at_wheels: bool, whether what ends free ground there stands on wheels.
    :param resolution: side of a cell [m].
    """

    costs: np.ndarray
    is_free: np.ndarray
    ranges: np.ndarray
    first_seen: np.ndarray
    end: np.ndarray
    is_in_sight: np.ndarray
    is_at_wheels: np.ndarray
    resolution: float

    @property
    def band(self) -> np.ndarray:
        """Width of what a camera cannot tell: a cell and a half, and two rows [m]."""
        return 1.5 * self.resolution + 2 * self.ranges**2 / (HEIGHT_M * CAMERA.fy)

    @property
    def is_beyond(self) -> np.ndarray:
        """Whether cells lie behind what ends free ground, or in it."""
        return self.ranges > np.maximum(self.end, self.first_seen) + self.band

    @property
    def is_blind(self) -> np.ndarray:
        """Whether cells lie before the first ground in view as a whole."""
        far_sides = self.ranges + self.resolution * np.sqrt(0.5)
        return np.isfinite(self.first_seen) & (far_sides < self.first_seen)


def compare(view: DriveView, costs, x, y, resolution, sensor=AT_ORIGIN) -> Cells:
    """Put the truth beside cells whose centres are at x and y [m]."""
    turned = (x - sensor.x + 1j * (y - sensor.y)) * np.exp(-1j * sensor.yaw)
    ranges, bearings = abs(turned), np.angle(turned)
    fan = view.mapper.fan.bearings.astype(float)
    step = fan[1] - fan[0]

    def along(values, shift=0.0, outside=np.inf):
        index = np.rint((bearings + shift - fan[0]) / step).astype(int)
        is_ahead = (index >= 0) & (index < len(fan))
        return np.where(is_ahead, values.take(np.where(is_ahead, index, 0)), outside)

    truth = view.true_ends()
    ends = np.minimum(truth.ranges, 1e3)
    on_wheels = [LABELS.names.index(name) for name in ('Car', 'Bicyclist')]
    is_wheels = np.isin(truth.class_ids, on_wheels) & np.isfinite(truth.ranges)
    shifts = np.multiply.outer(np.linspace(-1, 1, 5), resolution / np.maximum(ranges, resolution))
    return Cells(
        costs,
        view.is_free(turned.real, turned.imag),
        ranges,
        along(view.mapper.first_seen),
        np.max([along(ends, shift, 0.0) for shift in shifts], axis=0),
        ranges < along(ends, outside=0.0),
        np.any([along(is_wheels, shift, False) for shift in shifts], axis=0),
        resolution,
    )


@lru_cache
def view_of(seed: int, index: int) -> DriveView:
    settings = Parameters(**read_node(SCAN)).ground_settings()
    return look_at(create_drive(seed), index, settings)


@pytest.fixture(scope='module', params=FRAMES, ids=str)
def view(request) -> DriveView:
    return view_of(*request.param)


@lru_cache
def by_scan(view: DriveView) -> tuple[Cells, float]:
    parameters = read_costmap(SCAN)
    costmap = Costmap(parameters['width'] + 8, parameters['resolution'])
    source = scan_source(view.mapper.comes_into_view[1], costmap.resolution)
    scan = scan_message(view.mapper.fan, view.profile, view.range_max, Header())
    costmap.take_scan(scan, source, SENSOR)
    x, y = costmap.centres()
    cells = compare(view, costmap.cells, x, y, costmap.resolution, SENSOR)
    return cells, source.raytrace_min_range


@lru_cache
def by_grid(view: DriveView) -> tuple[Cells, float]:
    grid = GroundGrid(Parameters(**read_node(GRID)).grid_settings())
    grid.update(view.mapper.fan, view.profile, Pose2D(), 0.0)
    message = grid_message(grid, Header(), 0.0)
    info = message.info
    values = np.array(message.data, np.int8).reshape(info.height, info.width)
    steps = (np.arange(info.width) + 0.5) * info.resolution
    x, y = np.meshgrid(info.origin.position.x + steps, info.origin.position.y + steps)
    return compare(view, read_grid(values), x, y, info.resolution), 0.0


each_layer = pytest.mark.parametrize('layer', [by_scan, by_grid])


@each_layer
def test_free_ground_in_view_is_free(view, layer):
    cells, nearest = layer(view)
    nearest = np.maximum(cells.first_seen, nearest) + cells.resolution
    is_due = cells.is_in_sight & (cells.ranges > nearest) & (cells.ranges < 17.5)
    assert is_due.sum() > 1500
    assert (cells.costs[is_due] == FREE).mean() > 0.9
    assert (cells.costs[is_due] == LETHAL).mean() < 0.05
    is_sure = is_due & (cells.ranges + 3 * cells.band < cells.end)
    assert (cells.costs[is_sure] == FREE).mean() > 0.95


@each_layer
def test_what_is_free_in_the_costmap_is_free_in_the_world(view, layer):
    cells, _ = layer(view)
    is_free = cells.costs == FREE
    assert cells.is_free[is_free].mean() > 0.98
    is_wrong = is_free & cells.is_beyond
    assert not (is_wrong & ~cells.is_at_wheels).any()
    # Ground is seen under a car and between the wheels of a bicycle, too.
    assert is_wrong.sum() < 0.03 * is_free.sum()


@each_layer
def test_the_blind_zone_stays_unknown(view, layer):
    cells, _ = layer(view)
    assert cells.is_blind.sum() > 100
    assert (cells.costs[cells.is_blind] != FREE).all()
    # What stands on wheels may have them there.
    assert (cells.costs[cells.is_blind] == UNKNOWN).mean() > 0.95


@each_layer
def test_nothing_is_told_beyond_the_range_and_outside_the_view(view, layer):
    cells, _ = layer(view)
    is_outside = (cells.end == 0) | (cells.ranges > view.range_max + cells.resolution)
    assert (cells.costs[is_outside] == UNKNOWN).mean() > 0.999
