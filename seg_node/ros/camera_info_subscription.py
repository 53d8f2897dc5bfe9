# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a camera last said of itself."""

from __future__ import annotations

from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from rclpy.subscription import Subscription
from sensor_msgs.msg import CameraInfo

from seg_node.core.errors import CameraInfoError


class CameraInfoSubscription:
    """
    Hears a CameraInfo topic and keeps the newest message, also once it hears no more.

    Messages are small, so that best effort loses none, and it hears every publisher.

    :param node: that subscribes.
    :param name: of the topic, relative.
    """

    def __init__(self, node: Node, name: str) -> None:
        self._node = node
        self._name = name
        self._subscription: Subscription | None = None
        self.topic: str = node.resolve_topic_name(name)
        """Full name of the topic."""
        self.newest: CameraInfo | None = None
        """Replaced as a whole, so that any thread may read it."""

    def start(self) -> None:
        """Hear the camera."""
        self._subscription = self._node.create_subscription(
            CameraInfo, self._name, self._keep, qos_profile_sensor_data
        )

    def stop(self) -> None:
        """Hear the camera no more."""
        if self._subscription is not None:
            self._node.destroy_subscription(self._subscription)
            self._subscription = None

    def require(self) -> CameraInfo:
        """
        Give the newest message.

        :raises CameraInfoError: if none came yet.
        """
        newest = self.newest
        if newest is None:
            raise CameraInfoError(f'no message yet: remap {self._name} to that of the camera')
        return newest

    def _keep(self, message: CameraInfo) -> None:
        self.newest = message
