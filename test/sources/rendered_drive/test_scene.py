# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
import cv2
import numpy as np
import pytest

from seg_node.sources.rendered_drive.classes import BUILDING, CAR, PAVEMENT, ROAD
from seg_node.sources.rendered_drive.street import PERIOD_M


@pytest.mark.parametrize('name', ['drive', 'shaken_drive'])
def test_own_car_meets_nobody(name, request):
    drive = request.getfixturevalue(name)
    for time in np.arange(0, 20, 0.5):
        pose = drive.pose(time)
        own = np.array([(x, y) for x in (-1.5, 0, 1.5) for y in (-0.8, 0, 0.8)])
        for footprint in drive.scene.footprints(time, pose.x - 5, pose.x + 5):
            outline = footprint.outline.astype(np.float32)
            for x, y in np.add(own, (pose.x, pose.y)):
                assert cv2.pointPolygonTest(outline, (float(x), float(y)), False) < 0


def test_cars_stand_on_the_road_and_houses_beside_it(drive):
    footprints = drive.scene.footprints(0.0, 0.0, PERIOD_M)
    houses = np.vstack([f.outline for f in footprints if f.class_id == BUILDING])
    cars = np.array([f.outline.mean(axis=0) for f in footprints if f.class_id == CAR])
    assert (drive.scene.ground_class(*houses.T) != ROAD).all()
    assert (drive.scene.ground_class(*cars.T) == ROAD).all()


def test_footprints_are_convex(drive):
    for footprint in drive.scene.footprints(2.0, 0.0, 100.0):
        assert cv2.isContourConvex(footprint.outline.astype(np.float32)[:, None])


def test_moving_things_move_and_standing_things_stay(drive):
    before, after = (drive.scene.footprints(time, 0.0, 60.0) for time in (0.0, 0.1))
    still = {f.outline.tobytes() for f in before} & {f.outline.tobytes() for f in after}
    assert 0 < len(still) < len(before)
    assert still == {f.outline.tobytes() for f in before if not f.is_moving}


def test_street_repeats_itself(drive):
    x, y = np.meshgrid(np.linspace(0, 50, 40), np.linspace(-12, 12, 60))
    scene = drive.scene
    assert np.array_equal(scene.ground_class(x, y), scene.ground_class(x + PERIOD_M, y))
    here = scene.footprints(0.0, 10.0, 40.0)
    there = scene.footprints(0.0, 10.0 + PERIOD_M, 40.0 + PERIOD_M)
    assert len(here) == len(there) > 5
    for one, other in zip(here, there, strict=True):
        assert np.allclose(np.add(one.outline, (PERIOD_M, 0)), other.outline)


def test_ground_has_road_between_pavements(drive):
    street, scene = drive.scene.street, drive.scene
    centre = float(street.bend(20.0))
    for side, sign in ((0, 1), (1, -1)):
        on_pavement = centre + sign * (street.pavement_start(side) + 0.5)
        assert scene.ground_class(np.array(20.0), np.array(on_pavement)) == PAVEMENT
    assert scene.ground_class(np.array(20.0), np.array(centre)) == ROAD
