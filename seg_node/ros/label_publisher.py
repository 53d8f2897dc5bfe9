# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the ids in a label image mean, latched for whoever comes late."""

from __future__ import annotations

import json

from rclpy.node import Node
from std_msgs.msg import String

from seg_node.core.label_set import LabelSet
from seg_node.ros.qos import LATCHED

try:
    from vision_msgs.msg import LabelInfo, VisionClass
except ImportError:  # not on PyPI
    LabelInfo = None


class LabelPublisher:
    """
    Publishes class names before the first mask.

    ``segmentation/label_names`` carries the whole label set as JSON, colours
    and class sets too; ``segmentation/label_info`` is what Nav2 reads, where
    vision_msgs is installed. Both are plain publishers: an inactive lifecycle
    publisher sends nothing, latched or not.

    :param node: that publishes.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._names = node.create_publisher(String, 'segmentation/label_names', LATCHED)
        self._info = (
            node.create_publisher(LabelInfo, 'segmentation/label_info', LATCHED)
            if LabelInfo
            else None
        )

    def publish(self, labels: LabelSet) -> None:
        """Publish the classes, latched until the next call."""
        self._names.publish(String(data=json.dumps(labels.to_dict())))
        if self._info:
            message = LabelInfo()
            message.header.stamp = self._node.get_clock().now().to_msg()
            message.class_map = [
                VisionClass(class_id=index, class_name=name)
                for index, name in enumerate(labels.names)
            ]
            self._info.publish(message)

    def destroy(self) -> None:
        """End the publishers, so that late subscribers are told nothing stale."""
        for publisher in filter(None, (self._names, self._info)):
            self._node.destroy_publisher(publisher)
