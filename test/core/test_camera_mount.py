# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from seg_node.core.camera_mount import CameraMount, levelling, rotation_of, Tilt, tilt_of
from seg_node.core.errors import ConfigurationError

AHEAD = (-np.pi / 2, 0.0, -np.pi / 2)


def test_angles_of_a_camera_that_looks_straight_ahead():
    mount = CameraMount.from_angles((1, 2, 3), AHEAD)
    np.testing.assert_array_equal(mount.position, (1, 2, 3))
    right, down, forward = mount.rotation.T
    np.testing.assert_allclose(right, (0, -1, 0), atol=1e-12)
    np.testing.assert_allclose(down, (0, 0, -1), atol=1e-12)
    np.testing.assert_allclose(forward, (1, 0, 0), atol=1e-12)


def test_camera_that_looks_down_by_ten_degrees():
    mount = CameraMount.from_angles((0, 0, 1), (-np.pi / 2 - np.radians(10), 0, -np.pi / 2))
    forward = mount.rotation[:, 2]
    np.testing.assert_allclose(
        forward, (np.cos(np.radians(10)), 0, -np.sin(np.radians(10))), atol=1e-12
    )


def test_quaternion_of_the_same():
    mount = CameraMount.from_quaternion((0, 0, 0), (-0.5, 0.5, -0.5, 0.5))
    np.testing.assert_allclose(
        mount.rotation, CameraMount.from_angles((0, 0, 0), AHEAD).rotation, atol=1e-12
    )


@pytest.mark.parametrize('scale', [1.0, 0.5, -2.0])
def test_quaternion_turns_about_its_axis(scale):
    half = np.radians(15)
    quaternion = tuple(scale * np.array([0, 0, np.sin(half), np.cos(half)]))
    expected = [
        [np.cos(2 * half), -np.sin(2 * half), 0],
        [np.sin(2 * half), np.cos(2 * half), 0],
        [0, 0, 1],
    ]
    np.testing.assert_allclose(rotation_of(quaternion), expected, atol=1e-12)


def test_nose_down_and_right_side_down_are_positive():
    lean = levelling(Tilt(roll=0.1, pitch=0.2))
    nose, left, _ = lean.T  # where the robot's x and y point, seen from level axes
    assert nose[2] < 0 and left[2] > 0


@pytest.mark.parametrize('heading', [0.0, 2.0, -3.0])
def test_tilt_is_found_whatever_the_heading(heading):
    turn = rotation_of((0, 0, np.sin(heading / 2), np.cos(heading / 2)))
    tilt = Tilt(roll=-0.07, pitch=0.13)
    assert tilt_of(turn @ levelling(tilt)) == pytest.approx(tilt)


@pytest.mark.parametrize(
    ('quaternion', 'message'), [(4 * (0.0,), 'no orientation'), ((np.nan, 0, 0, 1), 'no orient')]
)
def test_quaternion_that_is_none_is_refused(quaternion, message):
    with pytest.raises(ConfigurationError, match=message):
        rotation_of(quaternion)


@pytest.mark.parametrize(
    ('position', 'rotation', 'message'),
    [
        ((0, np.inf, 0), np.eye(3), r'the camera is at \[0.0, inf, 0.0\] in base_frame'),
        ((0, 0, 0), np.diag((1.0, 1, -1)), 'no rotation: check the transform'),
        ((0, 0, 0), 2 * np.eye(3), 'no rotation'),
    ],
)
def test_mount_that_cannot_be_is_refused(position, rotation, message):
    with pytest.raises(ConfigurationError, match=message):
        CameraMount(np.array(position, float), rotation)
