# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The messages that tell how the robot moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nav_msgs.msg import Odometry
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from rclpy.subscription import Subscription
from sensor_msgs.msg import Imu

from seg_node.ground.robot_motion import RobotMotion
from seg_node.parameters.ground_parameters import GroundParameters


class MotionInput(RobotMotion):
    """
    Hears ``imu`` and ``odometry``, if they are wanted.

    Messages come on the executor's thread, and frames ask on another.

    :param node: that subscribes.
    :param parameters: of the node.
    """

    def __init__(self, node: Node, parameters: GroundParameters) -> None:
        resolve = node.resolve_topic_name
        super().__init__(parameters, resolve('imu'), resolve('odometry'))
        self._node = node
        self._subscriptions: list[Subscription] = []

    def subscribe(self) -> None:
        """Hear what is wanted; what was heard before is forgotten."""
        self.forget()
        if self.parameters.needs_imu:
            self._hear(Imu, 'imu', self.take_imu)
        if self.parameters.needs_odometry:
            self._hear(Odometry, 'odometry', self.take_odometry)

    def unsubscribe(self) -> None:
        """Hear nothing more."""
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)
        self._subscriptions.clear()

    def _hear(self, kind: type, topic: str, take: Callable[[Any], None]) -> None:
        # Best effort hears every publisher, and small messages arrive.
        self._subscriptions.append(
            self._node.create_subscription(kind, topic, take, qos_profile_sensor_data)
        )
