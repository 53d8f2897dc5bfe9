# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The stand-in for Nav2's layers keeps to their rules, also to those that surprise."""

from types import SimpleNamespace

from nav2_costmap import Costmap, FREE, LETHAL, project, read_grid, ScanSource, trace, UNKNOWN
import numpy as np
import pytest

from seg_node.core.ground_grid import Pose2D

FAR = ScanSource(True, obstacle_max_range=9.5, raytrace_max_range=9.0)


def scan_of(*ranges, range_max=10.0):
    """Make a scan whose bearings are 0.1 rad apart, from straight ahead to the left."""
    return SimpleNamespace(
        angle_min=0.0, angle_increment=0.1, range_min=0.5, range_max=range_max, ranges=ranges
    )


def costs_ahead(costmap, *ranges):
    return [costmap.cost(x, 0.01) for x in ranges]


def test_points_are_ranges_from_range_min_up_to_but_not_of_range_max():
    scan = scan_of(0.4, 0.5, 10.0, np.nan, -np.inf, np.inf, 9.0)
    assert np.hypot(*project(scan, False).T) == pytest.approx([0.5, 9.0])
    points = project(scan, True)
    assert np.hypot(*points.T) == pytest.approx([0.5, 9.9999, 9.0], abs=1e-6)
    assert np.arctan2(*points[::-1].T)[1] != 0
    assert np.arctan2(points[1, 1], points[1, 0]) == pytest.approx(0.5)


def test_a_point_clears_up_to_itself_and_is_marked():
    costmap = Costmap(20, 0.1)
    costmap.take_scan(scan_of(5.0), FAR)
    assert costs_ahead(costmap, 0.05, 4.95, 5.05, 5.15) == [FREE, FREE, LETHAL, UNKNOWN]
    assert costmap.cost(-0.1, 0) == costmap.cost(3, 0.5) == UNKNOWN


def test_inf_clears_where_it_is_valid_and_nan_never():
    for scan, is_valid, cost in (
        (scan_of(np.inf), True, FREE),
        (scan_of(np.inf), False, UNKNOWN),
        (scan_of(np.nan), True, UNKNOWN),
    ):
        costmap = Costmap(30, 0.1)
        source = ScanSource(is_valid, obstacle_max_range=9.5, raytrace_max_range=9.0)
        costmap.take_scan(scan, source)
        assert costs_ahead(costmap, 1, 8.9) == [cost, cost]
        assert not (costmap.cells == LETHAL).any()


def test_inf_is_marked_where_obstacles_count_up_to_range_max():
    costmap = Costmap(30, 0.1)
    costmap.take_scan(scan_of(np.inf), ScanSource(True, 0, 0, 0, 10.0, 0, 10.0))
    assert costmap.cost(9.95, 0.01) == LETHAL


def test_an_obstacle_beyond_obstacle_max_range_is_cleared():
    costmap = Costmap(30, 0.1)
    costmap.take_scan(scan_of(9.75), ScanSource(True, 0, 0, 0, 9.0, 0, 10.0))
    assert costmap.cost(9.75, 0.01) == FREE


def test_what_is_below_the_least_height_is_not_taken_in():
    costmap = Costmap(20, 0.1)
    costmap.take_scan(scan_of(5.0), FAR, z=-1e-6)
    assert (costmap.cells == UNKNOWN).all()
    costmap.take_scan(scan_of(5.0), ScanSource(True, -1, 1, 0, 9.5, 0, 9.0), z=-1e-6)
    assert costmap.cost(5.05, 0.01) == LETHAL


def test_nothing_is_cleared_nearer_than_raytrace_min_range_less_two_cells():
    rng = np.random.default_rng(0)
    nearest = []
    for _ in range(200):
        x, y, yaw = rng.uniform(-3, 3, 3)
        costmap = Costmap(12, 0.2)
        source = ScanSource(True, 0, 0, 0, 4, 2, 3)
        costmap.take_scan(scan_of(np.inf, range_max=5.0), source, Pose2D(x, y, yaw))
        rows, columns = np.nonzero(costmap.cells == FREE)
        far_sides = np.array((columns, rows)).T * 0.2 - 6 - (x, y)
        corners = far_sides[:, None] + 0.2 * np.array(((0, 0), (0, 1), (1, 0), (1, 1)))
        nearest.append(np.hypot(*corners.T).max(axis=0).min())
    assert 2 - 2 * 0.2 < min(nearest) < 2


def test_clearing_goes_on_beyond_raytrace_max_range_by_a_share_of_the_least():
    for low, high, last in ((0, 50, 50), (20, 50, 60), (20, 101, 100)):
        cells = trace(np.array((0, 0)), np.array((100, 0)), low, high)
        assert (cells[0, 0], cells[-1, 0]) == (low, last)
        assert len(cells) == last - low + 1


@pytest.mark.parametrize('end', [(7, 3), (-7, 3), (3, -7), (-3, -7), (5, 5), (0, 6), (0, 0)])
def test_a_line_is_connected_and_near_the_true_one(end):
    start = np.array((20, 20))
    cells = trace(start, start + end, 0, 1000) - start
    assert (cells[0] == 0).all() and (cells[-1] == end).all()
    assert (abs(np.diff(cells, axis=0)).max(axis=1, initial=0) <= 1).all()
    across = cells[:, 0] * end[1] - cells[:, 1] * end[0]
    assert (abs(across) <= 0.75 * max(np.hypot(*end), 1)).all()


@pytest.mark.parametrize('yaw', [0, 1, 2, 3, 4, 5, 6])
def test_a_ray_that_leaves_the_map_is_cleared_up_to_its_edge(yaw):
    costmap = Costmap(6, 0.1)
    costmap.take_scan(scan_of(np.inf), FAR, Pose2D(0.5, -0.5, yaw))
    x, y = costmap.centres()
    is_free = costmap.cells == FREE
    assert (abs(np.array((x, y)))[:, is_free] > 2.9).any()
    across = (x - 0.5) * np.sin(yaw) - (y + 0.5) * np.cos(yaw)
    assert (abs(across[is_free]) < 0.15).all()


def test_a_static_layer_tells_unknown_from_free_only_if_it_tracks_it():
    values = np.array([-1, 0, 100], np.int8)
    assert read_grid(values).tolist() == [UNKNOWN, FREE, LETHAL]
    assert read_grid(values, track_unknown_space=False)[0] == FREE
