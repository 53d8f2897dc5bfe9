# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The camera's place by TF, with a stand-in for tf2_ros' buffer where that is not installed.

The stand-in keeps to what tf2 documents: a transform at a time that is not
known raises, time 0 asks for the newest one, and static ones hold at all times.
"""

from geometry_msgs.msg import Quaternion, TransformStamped
import numpy as np
import pytest
from rclpy.time import Time

from seg_node.core.errors import MountingError
from seg_node.ros.transforms import HeardTransforms, open_transforms, ScanFrame

pytestmark = pytest.mark.ros

NOW_NS = 1_700_000_000 * 10**9
HALF = 0.5  # x = -0.5, y = 0.5, z = -0.5, w = 0.5 is the turn of an optical frame that looks ahead


def transform(stamp_ns=0, x=0.2):
    found = TransformStamped()
    found.header.stamp = Time(nanoseconds=stamp_ns).to_msg()
    found.header.frame_id, found.child_frame_id = 'base_link', 'camera'
    found.transform.translation.x, found.transform.translation.z = x, 1.2
    turn = found.transform.rotation
    turn.x, turn.y, turn.z, turn.w = -HALF, HALF, -HALF, HALF
    return found


class Buffer:
    """Knows a static transform, one that was at some time, or none."""

    def __init__(self, static=None, moving=None):
        self._static, self._moving = static, moving

    def lookup_transform(self, target, source, time):
        if (target, source) != ('base_link', 'camera') or not (self._static or self._moving):
            raise LookupError(f'"{source}" passed to lookupTransform does not exist')
        if self._static:
            return self._static
        known_ns = Time.from_msg(self._moving.header.stamp).nanoseconds
        if time.nanoseconds not in (0, known_ns):
            raise LookupError('Lookup would require extrapolation into the future')
        return self._moving


def mount(buffer, camera='camera', stamp_ns=NOW_NS):
    return HeardTransforms(buffer).mount('base_link', camera, stamp_ns, 0.2)


@pytest.mark.parametrize(
    'buffer',
    [
        Buffer(static=transform()),
        Buffer(moving=transform(NOW_NS)),
        Buffer(moving=transform(NOW_NS - 10**8)),
    ],
    ids=['static', 'of the frame', 'a little older'],
)
def test_the_transform_that_holds_for_the_frame(buffer):
    found = mount(buffer)
    assert found.position.tolist() == [0.2, 0, 1.2]
    assert found.rotation @ (0, 0, 1) == pytest.approx((1, 0, 0))
    assert found.rotation @ (1, 0, 0) == pytest.approx((0, -1, 0))


@pytest.mark.parametrize(
    ('buffer', 'camera', 'reason'),
    [
        (Buffer(), 'camera', "TF has no transform from 'camera' to 'base_link': publish"),
        (Buffer(static=transform()), 'other', "TF has no transform from 'other'"),
        (Buffer(static=transform()), '', 'frames have no frame_id'),
        (Buffer(moving=transform(NOW_NS - 10**9)), 'camera', 'is 1.00 s from the frame'),
        (None, 'camera', 'camera_pose is empty and tf2_ros is not installed here'),
    ],
)
def test_what_tf_does_not_tell(buffer, camera, reason):
    with pytest.raises(MountingError, match=reason):
        mount(buffer, camera)


def test_a_transform_without_rotation_is_none():
    empty = transform()
    empty.transform.rotation = Quaternion(w=0.0)
    with pytest.raises(MountingError, match=r"TF from 'camera' to 'base_link': .* no orientation"):
        mount(Buffer(static=empty))


def test_tf_itself(peer):
    """Not yet run: PyPI has no tf2_ros."""
    tf2_ros = pytest.importorskip('tf2_ros', reason='tf2_ros is not installed')
    broadcaster = tf2_ros.StaticTransformBroadcaster(peer.node)
    broadcaster.sendTransform(transform())
    transforms = open_transforms(peer.node)

    def look():
        try:
            return transforms.mount('base_link', 'camera', NOW_NS, 0.2)
        except MountingError:
            return None

    found = peer.wait_for(look, 'transform')
    assert np.array(found.position).tolist() == [0.2, 0, 1.2]
    transforms.close()


def test_where_nothing_is_broadcast_the_log_has_the_command(peer, capfd):
    scan = ScanFrame(peer.node, is_broadcast=False)
    scan.tell('base_link', 'foot', (0.2, 0.0, -0.1))
    scan.tell('base_link', 'foot', (0.2, 0.0, -0.1))
    scan.close()
    said = capfd.readouterr().err
    expected = '--x 0.2000 --y 0.0000 --z -0.1000 --frame-id base_link --child-frame-id foot'
    assert said.count(f'static_transform_publisher {expected}') == 1
