# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Of frames with true labels, costmaps by Nav2's rules have the world's own free space."""

from __future__ import annotations

from costmap_truth import cells_by_grid, cells_by_scan, scan_settings, TrueCells
from drive_view import create_drive, DriveView, look_at
from nav2_costmap import FREE, UNKNOWN
import pytest

pytestmark = pytest.mark.ros

FRAMES = [(0, 0), (0, 80), (3, 0), (3, 80), (13, 40)]
RANGE_M = 20.0


@pytest.fixture(scope='module', params=FRAMES, ids=str)
def view(request) -> DriveView:
    seed, index = request.param
    return look_at(create_drive(seed), index, scan_settings())


@pytest.fixture(scope='module', params=[cells_by_scan, cells_by_grid])
def cells(view, request) -> TrueCells:
    found: TrueCells = request.param(view)
    return found


def test_free_ground_in_view_is_free(cells):
    assert cells.is_due.sum() > 1500
    due, sure, lethal, *_ = cells.figures()
    assert due > 0.9 and sure > 0.95 and lethal < 0.05


def test_what_is_free_in_the_costmap_is_free_in_the_world(cells):
    *_, true, wrong = cells.figures()
    assert true > 0.98
    assert not (cells.is_wrong & ~cells.is_at_wheels).any()
    # Ground is seen under a car and between the wheels of a bicycle, too.
    assert wrong < 0.03


def test_the_blind_zone_stays_unknown(cells):
    assert cells.is_blind.sum() > 100
    assert (cells.costs[cells.is_blind] != FREE).all()
    # What stands on wheels may have them there.
    assert (cells.costs[cells.is_blind] == UNKNOWN).mean() > 0.95


def test_nothing_is_told_beyond_the_range_and_outside_the_view(cells):
    is_outside = (cells.end == 0) | (cells.ranges > RANGE_M + cells.resolution)
    assert is_outside.mean() > 0.5
    assert (cells.costs[is_outside] == UNKNOWN).all()
