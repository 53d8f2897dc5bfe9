# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Cells around the robot, seen from known places."""

import numpy as np
import pytest

from seg_node.core.ground_fan import Fan
from seg_node.core.ground_grid import FREE, GroundGrid, OCCUPIED, Pose2D, UNKNOWN
from seg_node.core.ground_profile import Profile
from seg_node.core.ground_settings import GridSettings

FAN = Fan(np.linspace(-0.6, 0.6, 121, dtype=np.float32), np.linspace(1, 10, 91, dtype=np.float32))
ALL = np.ones(121, np.float32)


def seen(start=1.0, end=np.nan, blocked=np.inf, obstacle=np.nan):
    values = (np.where(np.isnan(end), np.nan, start), end, blocked, obstacle)
    return Profile(*(np.float32(value) * ALL for value in values))


WALL_AT_6 = seen(end=5.9, blocked=6, obstacle=6)
FREE_TO_9 = seen(end=9.0)
NOTHING = seen()


def make_grid(**changes):
    return GroundGrid(GridSettings(**{'cell_count': 100, 'resolution': 0.25, **changes}))


def cell(grid, x, y):
    left, bottom = grid.origin
    row = int((y - bottom) / grid.settings.resolution)
    return grid.occupancy()[row, int((x - left) / grid.settings.resolution)]


def test_grid_knows_nothing_at_first():
    assert (make_grid().occupancy() == UNKNOWN).all()


@pytest.mark.parametrize('foot', [Pose2D(), Pose2D(37.3, -12.1, 0.9), Pose2D(-5, 8, -2.5)])
def test_free_up_to_the_wall_and_unknown_elsewhere(foot):
    grid = make_grid()
    grid.update(FAN, WALL_AT_6, foot, 0.0)

    def at(ahead, left):
        x = foot.x + ahead * np.cos(foot.yaw) - left * np.sin(foot.yaw)
        return cell(grid, x, foot.y + ahead * np.sin(foot.yaw) + left * np.cos(foot.yaw))

    assert at(2, 0) == at(5, 0) == at(4, -2) == FREE
    assert at(6, 0) == OCCUPIED
    # Behind the wall, before the first ground in view, beside it and behind the robot.
    assert at(7, 0) == at(0.6, 0) == at(2, 4) == at(-3, 0) == UNKNOWN


def test_grid_is_around_the_foot_on_whole_cells():
    grid = make_grid()
    grid.update(FAN, NOTHING, Pose2D(7.1, -3.3, 1.0), 0.0)
    assert grid.origin == (7.0 - 12.5, -3.5 - 12.5)


def test_what_was_seen_stays_where_it_is_when_the_robot_moves():
    grid = make_grid()
    grid.update(FAN, WALL_AT_6, Pose2D(), 0.0)
    free = np.argwhere(grid.occupancy() == FREE)[:, ::-1] * 0.25 + grid.origin
    grid.update(FAN, NOTHING, Pose2D(2.3, 1.1, 0.4), 0.1)
    again = np.argwhere(grid.occupancy() == FREE)[:, ::-1] * 0.25 + grid.origin
    np.testing.assert_array_equal(free, again)
    assert cell(grid, 6.05, 0) == OCCUPIED


def test_what_the_grid_left_behind_is_forgotten():
    grid = make_grid()
    grid.update(FAN, WALL_AT_6, Pose2D(), 0.0)
    grid.update(FAN, NOTHING, Pose2D(15.0, 0, 0), 0.1)
    grid.update(FAN, NOTHING, Pose2D(), 0.2)
    assert cell(grid, 2.1, 0) == UNKNOWN
    assert cell(grid, 5.1, 0) == FREE
    grid.update(FAN, NOTHING, Pose2D(-1000, 0, 0), 0.3)
    assert (grid.occupancy() == UNKNOWN).all()


def test_free_cell_is_lost_at_once():
    grid = make_grid()
    for step in range(20):
        grid.update(FAN, FREE_TO_9, Pose2D(), step / 10)
    grid.update(FAN, WALL_AT_6, Pose2D(), 2.0)
    assert cell(grid, 6.05, 0) == OCCUPIED
    assert cell(grid, 8, 0) == UNKNOWN  # hidden by what came in between


def test_occupied_cell_is_freed_after_several_looks():
    grid = make_grid()
    grid.update(FAN, WALL_AT_6, Pose2D(), 0.0)
    looks = 0
    while cell(grid, 6.05, 0) != FREE:
        looks += 1
        grid.update(FAN, FREE_TO_9, Pose2D(), looks / 10)
    assert 2 <= looks <= 6


def test_unsure_ground_is_free_no_more_and_not_occupied():
    grid = make_grid()
    grid.update(FAN, FREE_TO_9, Pose2D(), 0.0)
    grid.update(FAN, seen(end=3.9, blocked=4), Pose2D(), 0.1)
    assert cell(grid, 3, 0) == FREE
    assert cell(grid, 5, 0) == cell(grid, 4.05, 0) == UNKNOWN


def test_what_is_out_of_view_fades():
    grid = make_grid(fade_s=2.0)
    grid.update(FAN, WALL_AT_6, Pose2D(), 0.0)
    away = Pose2D(yaw=np.pi)
    grid.update(FAN, NOTHING, away, 0.2)
    assert cell(grid, 3, 0) == FREE
    grid.update(FAN, NOTHING, away, 4.0)
    assert (grid.occupancy() == UNKNOWN).all()


def test_wall_in_sight_of_a_camera_that_looks_back():
    fan = Fan(FAN.bearings + np.float32(np.pi), FAN.ranges)
    grid = make_grid()
    grid.update(fan, WALL_AT_6, Pose2D(), 0.0)
    assert cell(grid, -5.95, 0.05) == OCCUPIED
    assert cell(grid, -3, 0) == FREE
    assert cell(grid, 3, 0) == UNKNOWN


def test_cleared_grid_knows_nothing():
    grid = make_grid()
    grid.update(FAN, WALL_AT_6, Pose2D(), 5.0)
    grid.clear()
    assert (grid.occupancy() == UNKNOWN).all()
    grid.update(FAN, WALL_AT_6, Pose2D(), 1.0)  # of a bag that began anew
    assert cell(grid, 3, 0) == FREE
