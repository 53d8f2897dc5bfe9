# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What all publishers of what frames give have in common."""

from __future__ import annotations

from typing import Any

from rclpy.lifecycle import LifecycleNode
from rclpy.qos import QoSProfile

from seg_node.ros.qos import IMAGE_OUTPUT


class LifecycleOutput:
    """
    A lifecycle publisher that knows whether anyone listens.

    :param node: that publishes.
    :param kind: of its messages.
    :param topic: relative or absolute name.
    :param qos: that is offered.
    """

    def __init__(
        self, node: LifecycleNode, kind: type, topic: str, qos: QoSProfile = IMAGE_OUTPUT
    ) -> None:
        self._node = node
        self._publisher = node.create_lifecycle_publisher(kind, topic, qos)

    @property
    def has_subscribers(self) -> bool:
        """Whether anyone would receive a message."""
        return bool(self._publisher.get_subscription_count() > 0)

    @property
    def is_active(self) -> bool:
        """Whether messages go out."""
        return bool(self._publisher.is_activated)

    def activate(self) -> None:
        """Let messages out; for a publisher that is made while its node is active."""
        self._publisher.on_activate(None)

    def send(self, message: Any) -> None:
        """Publish a message."""
        self._publisher.publish(message)

    def destroy(self) -> None:
        """End the publisher."""
        self._node.destroy_lifecycle_publisher(self._publisher)
