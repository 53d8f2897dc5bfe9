# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Bearings and ranges that cover what a camera sees of the ground."""

import numpy as np
import pytest

from seg_node.core.camera_mount import CameraMount
from seg_node.core.errors import ConfigurationError
from seg_node.core.ground_fan import FanPixels, plan_fan
from seg_node.core.ground_projection import GroundProjection
from seg_node.core.lens import Lens

SIZE = (640, 360)
LENS = Lens(SIZE, np.array([[450.0, 0, 319.5], [0, 450.0, 179.5], [0, 0, 1]]))


def over_ground(pitch=0.05, yaw=0.0):
    angles = (-np.pi / 2 - pitch, 0, -np.pi / 2 + yaw)
    return GroundProjection(LENS, CameraMount.from_angles((0, 0, 1.5), angles))


@pytest.mark.parametrize('yaw', [0.0, 0.5, np.pi - 0.1, np.pi / 2])
def test_fan_covers_the_view(yaw):
    ground = over_ground(yaw=yaw)
    fan = plan_fan(ground, 180, 20.0)
    half_view = np.arctan2(319.5, 450)
    assert len(fan.bearings) == 180
    assert (np.diff(fan.bearings) > 0).all()
    assert fan.bearings.mean() == pytest.approx(yaw, abs=0.01)
    assert half_view <= fan.bearings[-1] - yaw < half_view + 0.05
    assert fan.ranges[-1] == pytest.approx(20)
    nearest = ground.points(np.array([[319.5, 359.0]]))[0]
    assert fan.ranges[0] == pytest.approx(np.hypot(*nearest), rel=1e-3)


def test_ranges_are_a_row_apart_where_the_camera_looks():
    ground = over_ground(pitch=0.05)
    fan = plan_fan(ground, 180, 20.0)
    ahead = np.column_stack((fan.ranges, np.zeros(len(fan.ranges))))
    rows = ground.pixels(ahead.astype(float))[:, 1]
    assert np.abs(np.diff(rows)).max() < 1.2


def test_camera_that_looks_at_the_sky_is_refused():
    with pytest.raises(ConfigurationError, match=r'no ground is in view up to 20 m'):
        plan_fan(over_ground(pitch=-0.7), 180, 20.0)


def test_camera_that_looks_straight_down_sees_all_around():
    fan = plan_fan(over_ground(pitch=np.pi / 2), 90, 5.0)
    assert fan.bearings[-1] - fan.bearings[0] == pytest.approx(2 * np.pi, abs=0.1)
    assert fan.ranges[0] == pytest.approx(0.1)


def test_pixels_of_a_fan_are_those_of_its_points():
    ground = over_ground()
    fan = plan_fan(ground, 180, 20.0)
    pixels = FanPixels(ground, fan)
    columns, rows = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    seen = np.stack([pixels.look(columns), pixels.look(rows)])[:, pixels.is_seen]
    bearings, ranges = np.meshgrid(fan.bearings, fan.ranges, indexing='ij')
    points = np.stack([ranges * np.cos(bearings), ranges * np.sin(bearings)])
    exact = ground.pixels(points[:, pixels.is_seen].T.astype(float))
    assert pixels.is_seen.mean() > 0.9
    np.testing.assert_allclose(seen.T, exact, atol=0.51)


def test_pixels_outside_the_image_are_not_seen():
    ground = over_ground()
    fan = plan_fan(ground, 180, 20.0)
    wider = type(fan)(fan.bearings * 2, fan.ranges)
    is_seen = FanPixels(ground, wider).is_seen
    assert not is_seen[[0, 20, -20, -1]].any()
    assert is_seen[90].all()
