# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The grid out, so that none outlives what it was seen with."""

from __future__ import annotations

import array
import time

from nav_msgs.msg import OccupancyGrid
from rclpy.duration import Duration
from rclpy.lifecycle import LifecycleNode

from seg_node.core.ground_grid import UNKNOWN
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
    def age_s(self) -> float:
        """Time since the last grid of which something is known; inf if it was taken back [s]."""
        return time.monotonic() - self._newest_s if self._newest else float('inf')

    def take_back(self) -> None:
        """Let nothing be known of the last grid's cells, for late subscribers too."""
        message, self._newest = self._newest, None
        if message is None:
            return
        message.header.stamp = self._node.get_clock().now().to_msg()
        message.data = array.array('b', bytes([UNKNOWN % 256]) * len(message.data))
        self.send(message)

    def finish(self) -> None:
        """Wait until who hears has the last message."""
        self._publisher.wait_for_all_acked(_DELIVERY_TIMEOUT)
