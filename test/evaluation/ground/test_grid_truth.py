# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Cells of a scene are what is drawn there."""

import cv2
import numpy as np
import pytest

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.camera_mount import CameraMount
from seg_node.core.ground_projection import GroundProjection
from seg_node.core.lens import Lens
from seg_node.evaluation.ground.grid_truth import find_cell_truth, is_inside
from seg_node.sources.rendered_drive.drive import RenderedDrive

CAMERA = PinholeCamera(width=320, height=180, fx=225.0, fy=225.0, cx=159.5, cy=89.5)
TIME_S = 2.0


@pytest.fixture(scope='module')
def drive():
    return RenderedDrive(13, camera=CAMERA, height=1.5)


@pytest.fixture(scope='module')
def ground(drive):
    pose = drive.pose(TIME_S)
    angles = (-np.pi / 2 - pose.pitch, 0.0, -np.pi / 2)
    mount = CameraMount.from_angles((0.0, 0.0, pose.z), angles)
    return GroundProjection(Lens((CAMERA.width, CAMERA.height), CAMERA.matrix), mount)


@pytest.fixture(scope='module')
def cells(drive):
    pose = drive.pose(TIME_S)
    x, y = np.meshgrid(np.arange(-14.8, 15, 0.4) + pose.x, np.arange(-14.8, 15, 0.4) + pose.y)
    return np.column_stack((x.ravel(), y.ravel()))


@pytest.fixture(scope='module')
def truth(drive, ground, cells):
    drivable = drive.label_set.set_ids('drivable')
    return find_cell_truth(drive.scene, ground, drive.pose(TIME_S), TIME_S, cells, drivable)


def labels_at(drive, ground, cells):
    """Give what the image shows at places that it has."""
    pose = drive.pose(TIME_S)
    turn = np.array([(np.cos(pose.yaw), -np.sin(pose.yaw)), (np.sin(pose.yaw), np.cos(pose.yaw))])
    columns, rows = np.rint(ground.pixels((cells - (pose.x, pose.y)) @ turn)).astype(int).T
    return drive[round(TIME_S * 10)].labels[rows, columns]


def test_a_free_cell_in_view_shows_road(drive, ground, cells, truth):
    chosen = truth.is_free & truth.is_in_view
    assert chosen.sum() > 150
    is_road = np.isin(labels_at(drive, ground, cells[chosen]), drive.label_set.set_ids('drivable'))
    # What stands on the ground hides more than the ground behind its outline at its edges.
    assert is_road.mean() > 0.98


def test_bare_ground_in_view_that_is_not_drivable_shows_no_road(drive, ground, cells, truth):
    drivable = drive.label_set.set_ids('drivable')
    chosen = truth.is_in_view & ~np.isin(drive.scene.ground_class(*cells.T), drivable)
    assert chosen.sum() > 50
    assert not truth.is_free[chosen].any()
    assert np.isin(labels_at(drive, ground, cells[chosen]), drivable).mean() < 0.02


def test_cells_on_things_are_not_free_and_of_their_kind(drive, cells, truth):
    pose = drive.pose(TIME_S)
    kinds = {True: 0, False: 0}
    for footprint in drive.scene.footprints(TIME_S, pose.x - 15, pose.x + 15):
        outline = footprint.outline.astype(np.float32)
        is_on = [cv2.pointPolygonTest(outline, tuple(map(float, c)), False) > 0 for c in cells]
        assert not truth.is_free[is_on].any()
        assert (truth.is_moving[is_on] >= footprint.is_moving).all()
        kinds[footprint.is_moving] += sum(is_on)
    assert kinds[True] == truth.is_moving.sum() > 0
    assert kinds[False] > 0


def test_nothing_behind_the_camera_or_a_thing_is_in_view(drive, cells, truth):
    pose = drive.pose(TIME_S)
    offsets = cells - (pose.x, pose.y)
    ahead = offsets @ (np.cos(pose.yaw), np.sin(pose.yaw))
    assert not truth.is_in_view[ahead < 0].any()
    outlines = [f.outline for f in drive.scene.footprints(TIME_S, pose.x, pose.x + 15)]
    for cell, is_in_view in list(zip(cells, truth.is_in_view, strict=True))[::9]:
        way = np.linspace(0.01, 1, 200)[:, None] * (cell - (pose.x, pose.y)) + (pose.x, pose.y)
        crossed = [is_inside(outline, way) for outline in outlines]
        if is_in_view:
            assert not any(each.any() and not each[-1] for each in crossed)


@pytest.mark.parametrize('sense', [1, -1])
def test_a_point_is_inside_a_polygon_of_either_sense(sense):
    square = np.array([(2.0, -1.0), (4.0, -1.0), (4.0, 1.0), (2.0, 1.0)])[::sense]
    points = np.array([(3.0, 0.0), (1.9, 0.0), (4.1, 0.9), (2.1, 0.9), (3, -1.1)])
    np.testing.assert_array_equal(is_inside(square, points), [True, False, False, True, False])
