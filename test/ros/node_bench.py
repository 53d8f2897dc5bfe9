# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A camera before a node and a listener behind it."""

from __future__ import annotations

from functools import partial
import itertools
from typing import Any

from builtin_interfaces.msg import Time
from camera_messages import image_message
from node_process import NodeProcess
import numpy as np
from ros_peer import Peer
from sensor_msgs.msg import CameraInfo, CompressedImage, Image
from std_msgs.msg import Header

from seg_node.ros.qos import IMAGE_OUTPUT

FRAME_ID = 'front_camera_optical_frame'

_stamps = (Time(sec=1_700_000_000 + index, nanosec=987_654_321) for index in itertools.count())


class Bench:
    """
    Sends frames to a node and hears what it makes of them.

    :param peer: whose node publishes and subscribes.
    :param node: under test.
    :param outputs: names below ``segmentation/`` that are subscribed to.
    :param topic: that frames are published on.
    :param kind: of the frames' messages.
    :param qos: that frames are published with.
    """

    def __init__(
        self,
        peer: Peer,
        node: NodeProcess,
        *outputs: str,
        topic: str = 'image',
        kind: type = Image,
        qos: Any = IMAGE_OUTPUT,
    ) -> None:
        self.peer = peer
        self.node = node
        self.camera = peer.node.create_publisher(kind, node.topic(topic), qos)
        self.heard: dict[str, dict[tuple[int, int], Any]] = {name: {} for name in outputs}
        self._subscriptions = [
            peer.node.create_subscription(
                _kind(name), node.topic(f'segmentation/{name}'), partial(self._hear, name), 50
            )
            for name in outputs
        ]

    def close(self) -> None:
        """End camera and listener."""
        self.peer.node.destroy_publisher(self.camera)
        for subscription in self._subscriptions:
            self.peer.node.destroy_subscription(subscription)

    def send(self, message: Any, stamp: Time | None = None) -> tuple[int, int]:
        """Publish a frame and give its stamp."""
        message.header = Header(stamp=stamp or next(_stamps), frame_id=FRAME_ID)
        self.camera.publish(message)
        return message.header.stamp.sec, message.header.stamp.nanosec

    def connect(self, message: Any = None) -> None:
        """Send a frame again and again until each output was heard: all is discovered then."""
        message = message or image_message(np.zeros((48, 64, 3), np.uint8))
        for messages in self.heard.values():
            messages.clear()
        self.peer.repeat_until(
            lambda: self.send(message),
            lambda: all(self.heard.values()),
            f'output of {list(self.heard)}',
            self.node,
        )

    def segment(self, message: Any) -> dict[str, Any]:
        """Send a frame and give the message of each output that has its stamp."""
        return self.answers(self.send(message))

    def segment_surely(self, message: Any) -> dict[str, Any]:
        """Send a frame again and again until one is answered: DDS may lose large ones."""
        stamps: list[tuple[int, int]] = []

        def answered() -> list[tuple[int, int]]:
            heard = self.heard.values()
            return [stamp for stamp in stamps if all(stamp in messages for messages in heard)]

        self.peer.repeat_until(
            lambda: stamps.append(self.send(message)),
            answered,
            f'answer of {list(self.heard)}',
            self.node,
        )
        return self.answers(answered()[0])

    def answers(self, stamp: tuple[int, int]) -> dict[str, Any]:
        """Wait for the message of each output that has a stamp."""
        self.peer.wait_for(
            lambda: all(stamp in messages for messages in self.heard.values()),
            f'answer of {list(self.heard)} to {stamp}',
            self.node,
        )
        return {name: messages[stamp] for name, messages in self.heard.items()}

    def _hear(self, name: str, message: Any) -> None:
        stamp = message.header.stamp
        self.heard[name][stamp.sec, stamp.nanosec] = message


def _kind(output: str) -> type:
    if output == 'camera_info':
        return CameraInfo
    return CompressedImage if output.endswith('/compressed') else Image
