# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A camera over flat ground tells where that is drivable, however the robot leans."""

from math import pi

import numpy as np
import pytest

from seg_node.core.camera_mount import CameraMount, LEVEL, Tilt
from seg_node.core.errors import ConfigurationError
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_profile import GroundClasses, GroundMaps
from seg_node.core.ground_projection import GroundProjection
from seg_node.core.ground_settings import GroundSettings
from seg_node.core.lens import Lens

SIZE = (640, 360)
LENS = Lens(SIZE, np.array([[450.0, 0, 319.5], [0, 450.0, 179.5], [0, 0, 1]]))
MOUNT = CameraMount.from_angles((1.0, 0.2, 1.5), (-pi / 2 - 0.05, 0, -pi / 2))
ROAD, WALL, CAR = 3, 1, 8
CLASSES = GroundClasses((ROAD,), raised=(CAR,))


def show(distance, class_id, tilt=LEVEL):
    """Paint road up to a line across, and something beyond."""
    columns, rows = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    pixels = np.column_stack((columns.ravel(), rows.ravel())).astype(float)
    ahead = GroundProjection(LENS, MOUNT, tilt=tilt).points(pixels)[:, 0]
    mask = np.where(ahead < distance, 255, 0).astype(np.uint8).reshape(SIZE[::-1])
    labels = np.where(mask, ROAD, class_id).astype(np.uint8)
    return GroundMaps(mask, labels, np.full_like(mask, 255))


def obstacle_ahead(mapper, *shown):
    *maps, tilt = shown
    profile = mapper.look(*maps, CLASSES, tilt)
    return profile.obstacle[np.abs(mapper.fan.bearings).argmin()]


def test_a_robot_that_leans_sees_the_wall_where_it_is():
    mapper = GroundMapper(LENS, MOUNT, GroundSettings())
    assert mapper.foot == pytest.approx((1.0, 0.2))
    for tilt in (LEVEL, Tilt(roll=0.02, pitch=0.03), Tilt(pitch=-0.02), LEVEL):
        found = obstacle_ahead(mapper, show(8.0, WALL, tilt), tilt)
        assert found == pytest.approx(8.0, rel=0.01)


def test_what_stands_on_wheels_just_within_range_is_not_lost():
    mapper = GroundMapper(LENS, MOUNT, GroundSettings(range_max=10.0, clearance=0.3))
    # Its lower edge at 9.2 m is seen over the ground at 11.5 m.
    assert obstacle_ahead(mapper, show(11.5, CAR), LEVEL) == pytest.approx(9.2, rel=0.02)
    assert obstacle_ahead(mapper, show(11.5, WALL), LEVEL) == np.inf


def test_the_nearest_ground_in_view_is_told():
    mapper = GroundMapper(LENS, MOUNT, GroundSettings())
    steepest = np.arctan2(180 / 450, 1) + 0.05
    middle = np.abs(mapper.fan.bearings).argmin()
    assert mapper.first_seen[middle] == pytest.approx(1.5 / np.tan(steepest), rel=0.02)


def test_a_camera_in_the_ground_is_refused():
    with pytest.raises(ConfigurationError, match=r'-0\.50 m above the ground'):
        GroundMapper(LENS, MOUNT, GroundSettings(ground_z=2.0))
