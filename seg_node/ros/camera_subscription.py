# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The subscription to the camera, which adapts to its publishers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rclpy.node import Node
from rclpy.qos import qos_policy_name_from_kind, QoSProfile, ReliabilityPolicy
from rclpy.subscription import Subscription
from rclpy.topic_endpoint_info import TopicEndpointInfo
from sensor_msgs.msg import CompressedImage, Image

from seg_node.core.frame_loss import FrameLoss
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.ros.loss_watch import LossWatch
from seg_node.ros.qos import image_input
from seg_node.ros.topic_names import compressed_topic

try:
    from rclpy.event_handler import SubscriptionEventCallbacks, UnsupportedEventTypeError
except ImportError:  # Humble
    from rclpy.qos_event import SubscriptionEventCallbacks, UnsupportedEventTypeError

_MESSAGE_TYPES = {'raw': Image, 'compressed': CompressedImage}
_TYPE_NAMES = {
    'raw': 'sensor_msgs/msg/Image',
    'compressed': 'sensor_msgs/msg/CompressedImage',
}
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
        self.publisher_count = 0
        """Publishers of the topic when it was last polled."""
        self._watch = LossWatch(node.get_logger(), self.topic)
        self.poll()

    def poll(self) -> None:
        """Subscribe, anew where the publishers offer another quality, and watch for losses."""
        publishers = self._publishers()
        self.publisher_count = len(publishers)
        offered = [publisher.qos_profile.reliability for publisher in publishers]
        qos = image_input(self._qos_setting, offered)
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
        is_deaf = qos.reliability == ReliabilityPolicy.RELIABLE
        unheard = offered.count(ReliabilityPolicy.BEST_EFFORT) if is_deaf else 0
        self._watch.poll(len(offered) - unheard)

    @property
    def loss(self) -> FrameLoss:
        """Tell what was lost on the way here, as of the last poll."""
        return self._watch.loss

    def _publishers(self) -> list[TopicEndpointInfo]:
        """List the topic's publishers, and warn of those that send something else."""
        infos = self._node.get_publishers_info_by_topic(self.topic)
        ours = _TYPE_NAMES[self._transport]
        strange = {info.topic_type for info in infos} - {ours}
        if strange:
            self._node.get_logger().warning(
                f'{self.topic}: a publisher of {", ".join(sorted(strange))} is not heard, since '
                f'image_transport {self._transport} takes {ours}: remap it, or change that',
                throttle_duration_sec=10.0,
            )
        return [info for info in infos if info.topic_type == ours]

    def close(self) -> None:
        """End the subscription."""
        if self._subscription is not None:
            self._node.destroy_subscription(self._subscription)
            self._subscription = None

    def _subscribe(self, qos: QoSProfile) -> None:
        events = SubscriptionEventCallbacks(
            incompatible_qos=self._name_incompatible_qos,
            message_lost=self._note_lost,
        )
        arguments = _MESSAGE_TYPES[self._transport], self.topic, self._take, qos
        try:
            subscription = self._node.create_subscription(*arguments, event_callbacks=events)
        except UnsupportedEventTypeError:  # not every middleware counts what it lost
            events.message_lost = None
            subscription = self._node.create_subscription(*arguments, event_callbacks=events)
        self._subscription = subscription

    def _take(self, message: Any) -> None:
        self._watch.note_frame(header_stamp_ns(message))
        self._callback(message, self.topic)

    def _note_lost(self, event: Any) -> None:
        self._watch.note_lost(event.total_count_change)

    def _name_incompatible_qos(self, event: Any) -> None:
        remedy = (
            'subscribing anew within a second'
            if self._qos_setting == 'auto'
            else f'set input_qos, which is {self._qos_setting}, to auto'
        )
        policy = qos_policy_name_from_kind(event.last_policy_kind).lower()
        self._node.get_logger().warning(
            f'{self.topic}: incompatible QoS: a publisher offers less {policy} than this '
            f'subscription asks for, so nothing of it is heard: {remedy}'
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
    if transport == 'raw':
        topic: str = node.resolve_topic_name('image')
        return topic
    return compressed_topic(node, 'image')
