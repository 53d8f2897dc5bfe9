# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The grid out, so that none outlives what it was seen with."""

from __future__ import annotations

import array
import time

from nav_msgs.msg import OccupancyGrid
from rclpy.duration import Duration
from rclpy.lifecycle import LifecycleNode
from rclpy.time import Time

from seg_node.core.ground_grid import UNKNOWN
from seg_node.core.stamp_order import time_ns
from seg_node.ros.lifecycle_output import LifecycleOutput
from seg_node.ros.qos import LATCHED

_DELIVERY_TIMEOUT = Duration(seconds=0.5)


class GridPublisher(LifecycleOutput):
    """
    Publishes ``drivable_grid``, latched.

    :param node: that publishes.
    """

    def __init__(self, node: LifecycleNode) -> None:
        super().__init__(node, OccupancyGrid, 'drivable_grid', LATCHED)
        self._newest: OccupancyGrid | None = None
        self._newest_s = 0.0

    def publish(self, message: OccupancyGrid) -> None:
        """Publish a grid of which something is known."""
        self.send(message)
        self._newest, self._newest_s = message, time.monotonic()

    @property
    def is_known(self) -> bool:
        """Whether something is known of the last grid."""
        return self._newest is not None

    @property
    def age_s(self) -> float:
        """Time since the last grid of which something was known [s]."""
        return time.monotonic() - self._newest_s

    def take_back(self) -> None:
        """Let nothing be known of the last grid's cells, for late subscribers too."""
        message, self._newest = self._newest, None
        if message is None:
            return
        # By the camera's clock, which may be another than the node's.
        last_ns = time_ns(message.header.stamp)
        stamp = Time(nanoseconds=max(last_ns, 0) + int((time.monotonic() - self._newest_s) * 1e9))
        message.header.stamp = message.info.map_load_time = stamp.to_msg()
        message.data = array.array('b', bytes([UNKNOWN % 256]) * len(message.data))
        # A signal ends ROS before the node, which then can tell nobody.
        if self._node.context.ok():
            self.send(message)

    def finish(self) -> None:
        """Wait until who hears has the last message."""
        if self._node.context.ok():
            self._publisher.wait_for_all_acked(_DELIVERY_TIMEOUT)
