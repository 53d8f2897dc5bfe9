# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The subscription to the camera, which adapts to its publishers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rclpy.node import Node
from rclpy.subscription import Subscription
from sensor_msgs.msg import CompressedImage, Image

from seg_node.ros.qos import image_input

_MESSAGE_TYPES = {'raw': Image, 'compressed': CompressedImage}
_OTHER_TRANSPORT = {'raw': 'compressed', 'compressed': 'raw'}


class CameraSubscription:
    """
    One subscription to ``image`` or ``image/compressed``.

    :param node: that subscribes.
    :param transport: ``raw`` or ``compressed``.
    :param qos_setting: ``auto``, ``reliable`` or ``best_effort``.
    :param callback: takes each message and its topic, on the executor's thread.
    """

    def __init__(
        self, node: Node, transport: str, qos_setting: str, callback: Callable[[Any, str], None]
    ) -> None:
        self._node = node
        self._transport = transport
        self._qos_setting = qos_setting
        self._callback = callback
        self._subscription: Subscription | None = None
        self.topic = _topic(node, transport)
        self.poll()

    def poll(self) -> None:
        """Subscribe, or subscribe anew where the publishers offer another quality now."""
        publishers = self._node.get_publishers_info_by_topic(self.topic)
        qos = image_input(
            self._qos_setting, [publisher.qos_profile.reliability for publisher in publishers]
        )
        if not publishers:
            self._name_other_transport()
        if self._subscription is None:
            self._subscribe(qos)
        elif publishers and self._subscription.qos_profile.reliability != qos.reliability:
            self._node.get_logger().info(
                f'{self.topic}: publishers offer {qos.reliability.name}, subscribing anew'
            )
            self.close()
            self._subscribe(qos)

    @property
    def publisher_count(self) -> int:
        """Count the publishers of the topic."""
        return self._node.count_publishers(self.topic)

    def close(self) -> None:
        """End the subscription."""
        if self._subscription is not None:
            self._node.destroy_subscription(self._subscription)
            self._subscription = None

    def _subscribe(self, qos: Any) -> None:
        self._subscription = self._node.create_subscription(
            _MESSAGE_TYPES[self._transport],
            self.topic,
            lambda message: self._callback(message, self.topic),
            qos,
        )

    def _name_other_transport(self) -> None:
        other = _OTHER_TRANSPORT[self._transport]
        other_topic = _topic(self._node, other)
        if self._node.count_publishers(other_topic):
            self._node.get_logger().warning(
                f'nothing publishes {self.topic}, but {other_topic} is there: '
                f'set image_transport to {other}',
                throttle_duration_sec=10.0,
            )


def _topic(node: Node, transport: str) -> str:
    """Resolve the topic's full name; compressed follows ``image`` unless remapped itself."""
    image = node.resolve_topic_name('image')
    if transport == 'raw':
        return image
    compressed = node.resolve_topic_name('image/compressed')
    is_remapped = compressed != node.resolve_topic_name('image/compressed', only_expand=True)
    return compressed if is_remapped else f'{image}/compressed'
