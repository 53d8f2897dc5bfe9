# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What Nav2's layers make of the node's messages, with the files for Nav2 that ship."""

from __future__ import annotations

import re

from ground_bench import CAMERA_POSE, cells_of, GroundBench, street
from nav2_costmap import Costmap, FREE, LETHAL, read_grid, UNKNOWN
from nav2_parameters import read_costmap, read_node, SCAN, scan_source
import numpy as np
import pytest

from seg_node.core.ground_grid import Pose2D

pytestmark = pytest.mark.ros

FOOT = Pose2D(0.3, 0.0)
"""The camera's place in ``base_link``, which is the costmap's frame here."""


@pytest.fixture(scope='module')
def node(start_node):
    return start_node(
        **read_node(SCAN),
        camera_pose=f"'{CAMERA_POSE}'",
        drivable_memory_s=0.0,
        seed_polygon='[0.3,1.0,0.7,1.0,0.6,0.95,0.4,0.95]',
    )


@pytest.fixture
def bench(peer, node):
    bench = GroundBench(peer, node, 'drivable_grid', 'drivable_scan')
    yield bench
    bench.close()


def first_seen(node):
    """Read in the log, as a user does, where all bearings have come into view [m]."""
    found = re.search(r'ground comes into view [\d.]+ to ([\d.]+) m', node.output())
    assert found
    return float(found[1])


def take_scan(node, scan, costmap=None):
    parameters = read_costmap(SCAN)
    costmap = costmap or Costmap(parameters['width'] + 8, parameters['resolution'])
    costmap.take_scan(scan, scan_source(first_seen(node), costmap.resolution), FOOT)
    return costmap


def costs_at(costmap, *ranges):
    return [costmap.cost(FOOT.x + x, 0.0) for x in ranges]


def test_a_road_is_free_from_where_it_comes_into_view(node, bench, camvid):
    outputs = bench.show(street(camvid))
    costmap = take_scan(node, outputs['drivable_scan'])
    near = first_seen(node)
    assert costs_at(costmap, near + 0.5, 10, 17.5) == [FREE] * 3
    assert costs_at(costmap, 0, 1, near - 0.1, 19.9, -3) == [UNKNOWN] * 5
    assert not (costmap.cells == LETHAL).any()


def test_a_wall_is_lethal_and_hides_what_is_behind(node, bench, camvid):
    outputs = bench.show(street(camvid, wall_m=5))
    costmap = take_scan(node, outputs['drivable_scan'])
    ahead = np.array(costs_at(costmap, *np.arange(0, 20, 0.05)))
    ranges = np.arange(0, 20, 0.05)
    assert ranges[ahead == LETHAL] == pytest.approx(5, rel=0.1)  # a row is 0.5 m there
    assert (ahead[(ranges > first_seen(node) + 0.5) & (ranges < 4.4)] == FREE).all()
    assert (ahead[ranges > 5.6] == UNKNOWN).all()


def test_a_wall_that_is_gone_is_cleared(node, bench, camvid):
    costmap = take_scan(node, bench.show(street(camvid, wall_m=5))['drivable_scan'])
    assert LETHAL in costs_at(costmap, *np.arange(4.5, 5.6, 0.05))
    scan = bench.show(street(camvid))['drivable_scan']
    take_scan(node, scan, costmap)
    assert set(costs_at(costmap, *np.arange(4.5, 17, 0.05))) == {FREE}


def test_what_is_not_sure_changes_nothing(node, bench, camvid):
    """Grey between the colours of two classes: neither road nor surely something else."""
    known = take_scan(node, bench.show(street(camvid, wall_m=5))['drivable_scan'])
    before = known.cells.copy()
    frame = street(camvid)
    frame.data = bytes(np.full((48, 64, 3), 96, np.uint8))
    outputs = bench.show(frame)
    assert np.isnan(outputs['drivable_scan'].ranges).all()
    take_scan(node, outputs['drivable_scan'], known)
    assert (known.cells == before).all()
    assert (read_grid(cells_of(outputs['drivable_grid'])) == UNKNOWN).all()


@pytest.mark.parametrize(('wall_m', 'beyond'), [(np.inf, FREE), (5, UNKNOWN)])
def test_the_grid_as_a_static_layer_says_the_same(node, bench, camvid, wall_m, beyond):
    grid = bench.show(street(camvid, wall_m))['drivable_grid']
    costs, resolution = read_grid(cells_of(grid)), grid.info.resolution
    corner = np.array((grid.info.origin.position.x, grid.info.origin.position.y))

    def cost(x):
        column, row = np.floor((np.array((FOOT.x + x, 0.0)) - corner) / resolution).astype(int)
        return costs[row, column]

    assert [cost(x) for x in (1.5, 3.5, 8, 15)] == [UNKNOWN, FREE, beyond, beyond]
    assert (costs == LETHAL).any() == np.isfinite(wall_m)
