# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Points end where the ground does."""

from math import pi

import numpy as np
import pytest

from seg_node.core.camera_mount import CameraMount
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_points import ground_points, POINT
from seg_node.core.ground_profile import GroundClasses, GroundMaps
from seg_node.core.ground_projection import GroundError
from seg_node.core.ground_settings import GroundSettings
from seg_node.core.lens import Lens

ROAD, WALL, CAR, BEHIND = 3, 1, 8, 2
FOCAL = 500.0
K = np.array([[FOCAL, 0, 319.5], [0, FOCAL, 239.5], [0, 0, 1]])
CLASSES = GroundClasses([ROAD], [CAR])


def points_of(end_class, end_m=5.0, height=1.5):
    mount = CameraMount.from_angles((0.0, 0.0, height), (-pi / 2, 0.0, -pi / 2))
    mapper = GroundMapper(Lens((640, 480), K), mount, GroundSettings(bearing_count=181))
    labels = np.full((480, 640), ROAD, np.uint8)
    end = round(239.5 + FOCAL * height / end_m)
    labels[:end] = end_class
    labels[: end - 60] = BEHIND
    drivable = (labels == ROAD) * np.uint8(255)
    maps = GroundMaps(drivable, labels, np.full_like(labels, 200))
    profile = mapper.look(maps, CLASSES)
    return ground_points(mapper, profile, maps, GroundError(pitch=0.01, height=0.0))


def test_a_wall_is_one_point_on_each_bearing_and_nothing_is_behind_it():
    points = points_of(WALL)
    assert points.dtype == POINT
    road, wall = points[points['drivable'] == 1], points[points['drivable'] == 0]
    assert set(road['class_id']) == {ROAD} and set(wall['class_id']) == {WALL}
    assert len(wall) == 181 and wall['x'] == pytest.approx(5, rel=0.01)
    assert road['x'].max() < 5.05 and road['x'].min() > 3
    assert set(points['confidence']) == {200} and not points['z'].any()
    # (h^2 + r^2) / h of range for a radian of pitch.
    ranges = np.hypot(wall['x'], wall['y'])
    assert wall['deviation'] == pytest.approx((1.5 + ranges**2 / 1.5) * 0.01, rel=1e-4)


def test_the_point_of_a_raised_body_has_its_class():
    points = points_of(CAR)
    car = points[points['drivable'] == 0]
    assert len(car) == 181 and set(car['class_id']) == {CAR}
    assert (np.hypot(car['x'], car['y']) < 5.9).all()


def test_what_hides_all_ground_is_where_ground_would_come_into_view():
    points = points_of(WALL, end_m=0.5)
    assert len(points) == 181 and not points['drivable'].any()
    assert set(points['class_id']) == {BEHIND} and points['x'].max() < 3.2
