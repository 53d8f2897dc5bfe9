# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages that were recorded beside the frames, played to the node of a live replay."""

from __future__ import annotations

from rclpy.node import Node
from sensor_msgs.msg import CameraInfo

from seg_node.replay.ground.recorded_topics import RecordedTopics
from seg_node.ros.qos import EVERY_IMAGE
from seg_node.sources.bag import BagSource
from seg_node.sources.frame_source import FrameSource
from seg_node.sources.timed_messages import TimedMessages


class RecordedMessages:
    """
    Plays the CameraInfo that a node needs, as it lies in a bag.

    :param node: that publishes it.
    :param source: of the frames.
    :param topics: of the source; none where it is no bag.
    :raises SourceError: if the bag cannot be read.
    """

    def __init__(self, node: Node, source: FrameSource, topics: RecordedTopics) -> None:
        names = {topics.camera_info: 'camera_info', topics.depth: 'depth/camera_info'}
        self._publishers = {
            topic: node.create_publisher(CameraInfo, name, EVERY_IMAGE)
            for topic, name in names.items()
            if topic
        }
        bag = source.bag if self._publishers and isinstance(source, BagSource) else None
        self._messages = TimedMessages(bag.stored(self._publishers) if bag else iter(()))

    @property
    def are_heard(self) -> bool:
        """Whether the node hears all that will be played."""
        return all(each.get_subscription_count() for each in self._publishers.values())

    def play_until(self, recorded_ns: int) -> None:
        """
        Publish all that was recorded up to a time [ns], and not yet published.

        :raises SourceError: if the bag cannot be read.
        """
        for stored in self._messages.until(recorded_ns):
            self._publishers[stored.topic].publish(bytes(stored.cdr()))
