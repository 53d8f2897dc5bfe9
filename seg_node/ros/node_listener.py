# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the node tells of itself."""

from __future__ import annotations

import json

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.node import Node
from sensor_msgs.msg import Image
from std_msgs.msg import String

from seg_node.core.label_set import LabelSet
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.ros.diagnostics import status_name
from seg_node.ros.qos import LATCHED


class NodeListener(Node):
    """
    Hears the classes and the diagnostics of the node in its own namespace.

    :param name: of this listener.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.labels: LabelSet | None = None
        """The node's classes, once they came in."""
        self.diagnostics: dict[str, str] = {}
        """Values of the node's last report."""
        self.report_count = 0
        self._status_name = status_name(f'{self.get_namespace()}/seg_node')
        self.create_subscription(String, 'segmentation/label_names', self._note_labels, LATCHED)
        self.create_subscription(DiagnosticArray, '/diagnostics', self._note_diagnostics, 10)

    @property
    def is_node_active(self) -> bool:
        """Whether the node reports that it is active."""
        return self.diagnostics.get('lifecycle') == 'active'

    @property
    def is_node_idle(self) -> bool:
        """Whether the node reports that it did not become active."""
        return bool(self.diagnostics) and not self.is_node_active

    @property
    def subscribed_outputs(self) -> set[str]:
        """All outputs that the node reports as subscribed."""
        return set(self.diagnostics.get('subscribed_outputs', '').split(', '))

    def is_settled(self, sent: int) -> bool:
        """
        Say whether the node reported the fate of every frame.

        :param sent: frames of the camera.
        """
        report = self.diagnostics
        return int(report.get('received', 0)) >= sent and report.get('pending') == '0'

    def stamp_and_age(self, message: Image) -> tuple[int, float]:
        """Give the stamp [ns] of a message that arrives now, and the time since then [ms]."""
        stamp_ns = header_stamp_ns(message)
        return stamp_ns, (self.get_clock().now().nanoseconds - stamp_ns) / 1e6

    def _note_labels(self, message: String) -> None:
        self.labels = LabelSet.from_dict(json.loads(message.data))

    def _note_diagnostics(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.name == self._status_name:
                self.diagnostics = {value.key: value.value for value in status.values}
                self.report_count += 1
