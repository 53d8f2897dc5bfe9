# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What TF tells of the camera, and what TF is told of the scan."""

from __future__ import annotations

from functools import partial
from typing import Any

from geometry_msgs.msg import TransformStamped
from rclpy.node import Node
from rclpy.time import Time

from seg_node.core.errors import MountingError
from seg_node.ground.camera_transforms import CameraTransforms, Transform

try:
    from tf2_ros import Buffer, StaticTransformBroadcaster, TransformListener
except ImportError:  # not on PyPI
    Buffer = None

_LOG_PERIOD_S = 5.0


class HeardTransforms(CameraTransforms):
    """
    Finds the camera by tf2.

    :param buffer: a tf2_ros.Buffer, or None where there is no tf2_ros.
    :param listener: a tf2_ros.TransformListener that fills it.
    """

    def __init__(self, buffer: Any, listener: Any = None) -> None:
        super().__init__(partial(_look_up, buffer))
        self._listener = listener

    def close(self) -> None:
        """Hear TF no more."""
        if self._listener is not None:
            self._listener.unregister()


def open_transforms(node: Node) -> HeardTransforms:
    """Hear TF, where tf2_ros is installed."""
    if Buffer is None:
        return HeardTransforms(None)
    buffer = Buffer()
    return HeardTransforms(buffer, TransformListener(buffer, node))


def _look_up(buffer: Any, base: str, camera: str, time_ns: int) -> Transform | None:
    if buffer is None:
        raise MountingError(
            'camera_pose is empty and tf2_ros is not installed here: set camera_pose to '
            "'x y z roll pitch yaw' of the camera's optical frame in base_frame"
        )
    try:
        found = buffer.lookup_transform(base, camera, Time(nanoseconds=time_ns))
    except Exception:  # tf2's own, which have no common base in all versions
        return None
    return Transform.from_message(found)


class ScanFrame:
    """
    Tells where the scan begins: by a static transform, or by a line in the log.

    :param node: that sends it.
    :param is_broadcast: whether to send it where tf2_ros is installed.
    """

    def __init__(self, node: Node, is_broadcast: bool) -> None:
        self._node = node
        self._told: tuple[Any, ...] = ()
        is_broadcast = is_broadcast and Buffer is not None
        self._broadcaster = StaticTransformBroadcaster(node) if is_broadcast else None

    def close(self) -> None:
        """Send it no more."""
        if self._broadcaster is not None:
            self._node.destroy_publisher(self._broadcaster.pub_tf)

    def tell(self, base: str, scan: str, place: tuple[float, float, float]) -> None:
        """
        Tell where the scan's frame is, if that is new.

        :param base: frame of the robot.
        :param scan: frame of the scan, turned as ``base``.
        :param place: x, y, z in ``base`` [m].
        """
        if self._told == (base, scan, place):
            return
        self._told = base, scan, place
        x, y, z = place
        if self._broadcaster is None:
            self._node.get_logger().info(
                'consumers of the scan need: ros2 run tf2_ros static_transform_publisher '
                f'--x {x:.4f} --y {y:.4f} --z {z:.4f} --frame-id {base} --child-frame-id {scan}',
                throttle_duration_sec=_LOG_PERIOD_S,
            )
            return
        transform = TransformStamped()
        transform.header.stamp = self._node.get_clock().now().to_msg()
        transform.header.frame_id, transform.child_frame_id = base, scan
        translation = transform.transform.translation
        translation.x, translation.y, translation.z = x, y, z
        self._broadcaster.sendTransform(transform)
