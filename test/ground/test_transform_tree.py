# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Transforms of a recording: what tf2 documents of its look-ups."""

from math import pi

from bag_messages import SECOND
import pytest
from recorded_motion import tf_message, transform, turn

from seg_node.core.camera_mount import rotation_of
from seg_node.core.errors import MountingError
from seg_node.ground.camera_transforms import CameraTransforms
from seg_node.ground.transform_tree import TransformTree
from seg_node.sources.message_making import make


@pytest.fixture
def tree():
    return TransformTree()


def take(tree, *transforms, is_static=True):
    tree.take(tf_message(*transforms), is_static)


def test_a_chain_is_followed_up_and_down(tree):
    take(
        tree,
        transform('base_link', 'mast', (1, 0, 2), turn(yaw=pi / 2)),
        transform('mast', 'camera', (0.5, 0, 0)),
        transform('base_link', 'bumper', (2, 1, 0), turn(yaw=pi)),
    )
    found = tree.look_up('base_link', 'camera', 5 * SECOND)
    assert found.place == pytest.approx((1, 0.5, 2))
    assert rotation_of(found.turn) @ (1, 0, 0) == pytest.approx((0, 1, 0))
    found = tree.look_up('bumper', 'camera', 5 * SECOND)
    assert found.place == pytest.approx((1, 0.5, 2))
    assert rotation_of(found.turn) @ (1, 0, 0) == pytest.approx((0, -1, 0))
    assert tree.look_up('camera', 'camera', 5 * SECOND).place == (0, 0, 0)


@pytest.mark.parametrize('sign', [1, -1], ids=['', 'the other quaternion of the same turn'])
def test_what_moves_is_read_between_two_messages(tree, sign):
    later = turn(yaw=1.0)
    later = make(
        'geometry_msgs/msg/Quaternion', **{name: sign * getattr(later, name) for name in 'xyzw'}
    )
    take(tree, transform('mast', 'camera', (0, 0, 0), turn(), 1.0), is_static=False)
    take(tree, transform('mast', 'camera', (1, 0, 0), later, 2.0), is_static=False)
    take(tree, transform('base_link', 'mast', (0, 0, 3)))
    found = tree.look_up('base_link', 'camera', round(1.25 * SECOND))
    assert found.place == pytest.approx((0.25, 0, 3))
    assert rotation_of(found.turn) == pytest.approx(rotation_of((0, 0, *_half(0.25))))
    newest = tree.look_up('base_link', 'camera', 0)
    assert (newest.place, newest.stamp_ns) == ((1, 0, 3), 2 * SECOND)
    for beyond in (0.9, 2.1):
        assert tree.look_up('base_link', 'camera', round(beyond * SECOND)) is None


def _half(angle):
    half = turn(yaw=angle)
    return half.z, half.w


def test_frames_that_nothing_joins_and_rings(tree):
    take(tree, transform('a', 'b', (1, 0, 0)), transform('c', 'd', (1, 0, 0)))
    assert tree.look_up('b', 'd', SECOND) is None
    assert tree.look_up('b', 'nowhere', SECOND) is None
    take(tree, transform('b', 'a', (1, 0, 0)))
    assert tree.look_up('a', 'c', SECOND) is None


def test_a_new_start_and_a_new_parent_leave_nothing_of_what_was(tree):
    take(tree, transform('mast', 'camera', (1, 0, 0), time_s=9.0), is_static=False)
    take(tree, transform('mast', 'camera', (2, 0, 0), time_s=1.0), is_static=False)
    assert tree.look_up('mast', 'camera', 9 * SECOND) is None
    take(tree, transform('arm', 'camera', (3, 0, 0)))
    assert tree.look_up('mast', 'camera', SECOND) is None
    assert tree.look_up('arm', 'camera', SECOND).place == (3, 0, 0)


def test_the_camera_is_found_or_the_reason_is_told(tree):
    transforms = CameraTransforms(tree.look_up)
    take(tree, transform('/base_link', '/camera', (0.2, 0, 1.2)))
    assert transforms.mount('base_link', 'camera', SECOND, 0.2).position.tolist() == [0.2, 0, 1.2]
    take(tree, transform('base_link', 'arm', (0, 0, 1), time_s=1.0), is_static=False)
    assert transforms.mount('base_link', 'arm', round(1.1 * SECOND), 0.2).position[2] == 1
    with pytest.raises(MountingError, match=r'is 0\.50 s from the frame'):
        transforms.mount('base_link', 'arm', round(1.5 * SECOND), 0.2)
    with pytest.raises(MountingError, match="no transform from 'lidar' to 'base_link'"):
        transforms.mount('base_link', 'lidar', SECOND, 0.2)
    with pytest.raises(MountingError, match='no frame_id'):
        transforms.mount('base_link', '', SECOND, 0.2)
