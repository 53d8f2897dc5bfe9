# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The seed is the ground that the robot will roll over first."""

from math import pi, radians

import numpy as np
import pytest

from seg_node.core.camera_mount import CameraMount
from seg_node.core.errors import MountingError
from seg_node.core.ground_projection import GroundProjection
from seg_node.core.image_polygon import pixels_in
from seg_node.core.lens import Lens
from seg_node.core.swept_seed import swept_seed

SIZE = (640, 480)
NOTHING = np.zeros((480, 640), np.bool_)
K = np.array([[500.0, 0, 319.5], [0, 500.0, 239.5], [0, 0, 1]])


def over_ground(left=0.0, yaw=0.0, pitch=0.0, lens=None):
    mount = CameraMount.from_angles((0.5, left, 1.2), (-pi / 2 - pitch, 0.0, yaw - pi / 2))
    return GroundProjection(lens or Lens(SIZE, K), mount)


def seed_points(ground, width, is_hidden=NOTHING):
    """Give the points of the ground in the seed, from the camera's foot."""
    rows, columns = np.divmod(pixels_in(swept_seed(ground, is_hidden, width, 20.0), 480, 640), 640)
    return ground.points(np.column_stack((columns, rows)).astype(float))


@pytest.mark.parametrize(('left', 'yaw'), [(0.0, 0.0), (0.4, 0.0), (-0.3, radians(10))])
def test_it_is_the_first_metre_in_view_of_the_way_ahead(left, yaw):
    ground = over_ground(left, yaw)
    points = seed_points(ground, 1.0)
    # The last row is 240 px below the axis: 2.5 m ahead.
    assert points[:, 0].min() == pytest.approx(2.5, abs=0.15)
    assert points[:, 0].max() == pytest.approx(3.5, abs=0.15)
    # The way's middle is that of base_link, wherever the camera is.
    assert points[:, 1].min() == pytest.approx(-0.5 - left, abs=0.05)
    assert points[:, 1].max() == pytest.approx(0.5 - left, abs=0.05)


def test_it_follows_a_fisheye():
    lens = Lens(SIZE, K, 'equidistant', (0.02, -0.01, 0.0, 0.0))
    points = seed_points(over_ground(lens=lens), 1.0)
    assert np.ptp(points[:, 0]) == pytest.approx(1.0, abs=0.2)
    assert abs(points[:, 1]).max() == pytest.approx(0.5, abs=0.05)


def test_a_way_that_is_not_in_view_is_told():
    with pytest.raises(MountingError, match='nothing of the 1 m wide way ahead is in view'):
        swept_seed(over_ground(yaw=radians(80)), NOTHING, 1.0, 20.0)


def test_it_begins_beyond_what_shows_the_robot():
    hood = NOTHING.copy()
    hood[420:] = True  # 180 px below the axis: 3.33 m
    points = seed_points(over_ground(), 1.0, hood)
    assert points[:, 0].min() == pytest.approx(3.33, abs=0.15)
    with pytest.raises(MountingError, match='nothing of the 1 m wide way ahead'):
        swept_seed(over_ground(), ~NOTHING, 1.0, 20.0)
