# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from seg_node.core.camera_geometry import CameraPose, PinholeCamera
from seg_node.sources.rendered_drive.projection import clip_near, NEAR_M, View

_CAMERA = PinholeCamera(width=640, height=480, fx=600.0, fy=500.0, cx=320.0, cy=240.0)


def pixel(pose, point):
    view = View(_CAMERA, pose)
    return view.pixels(view.to_optical(np.array([point], float)))[0]


@pytest.mark.parametrize(
    ('point', 'expected'),
    [
        ((10, 0, 1.5), (320, 240)),
        ((10, 1, 1.5), (260, 240)),
        ((10, 0, 0.5), (320, 290)),
        ((20, -2, 2.5), (380, 215)),
    ],
)
def test_level_camera(point, expected):
    assert pixel(CameraPose(0, 0, 1.5), point) == pytest.approx(expected)


def test_positive_pitch_looks_down():
    seen = pixel(CameraPose(0, 0, 1.5, pitch=0.1), (10, 0, 1.5))
    assert seen == pytest.approx((320, 240 - 500 * np.tan(0.1)))


def test_positive_yaw_looks_left():
    seen = pixel(CameraPose(0, 0, 1.5, yaw=0.1), (10, 0, 1.5))
    assert seen == pytest.approx((320 + 600 * np.tan(0.1), 240))


def test_positive_roll_lowers_the_right_side():
    seen = pixel(CameraPose(0, 0, 1.5, roll=0.1), (10, -1, 1.5))
    assert seen[1] < 240


def test_plane_homography_agrees_with_projecting_points():
    view = View(_CAMERA, CameraPose(3, 1, 1.4, yaw=0.2, pitch=0.05, roll=0.03))
    origin, axes = np.array([9.0, 2, 0]), np.array([[0.8, 0.6, 0], [0, 0, 1]])
    plane = np.array([[0, 0], [3, 0], [3, 2], [1, 5]], float)
    direct = view.pixels(view.to_optical(origin + plane @ axes))
    mapped = np.column_stack((plane, np.ones(4))) @ view.plane_homography(origin, axes).T
    assert mapped[:, :2] / mapped[:, 2:] == pytest.approx(direct)


def test_clipping_keeps_what_is_before_the_near_plane():
    triangle = np.array([[0, 0, -1], [0, 0, 3], [2, 0, 3]], float)
    clipped = clip_near(triangle)
    assert len(clipped) == 4
    assert clipped[:, 2].min() == pytest.approx(NEAR_M)


def test_clipping_leaves_nothing_of_what_is_behind():
    assert clip_near(-np.ones((3, 3))).shape == (0, 3)


def test_horizon_is_where_far_ground_vanishes():
    pose = CameraPose(0, 0, 1.5, pitch=0.07)
    far = pixel(pose, (1e7, 0, 0))
    assert View(_CAMERA, pose).horizon_row() == pytest.approx(far[1], abs=0.01)
