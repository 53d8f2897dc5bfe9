# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that the node of a live replay has around it: camera, clock and planner."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
import time

from builtin_interfaces.msg import Time
import numpy as np
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo, Image
from std_msgs.msg import Header

from seg_node.core.image_decoding import decode_label_image
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.replay.records import OUTPUTS
from seg_node.ros.image_publisher import ReusedImage
from seg_node.ros.node_listener import NodeListener
from seg_node.ros.qos import EVERY_IMAGE, IMAGE_OUTPUT
from seg_node.ros.simulated_camera import camera_info_message
from seg_node.sources.frame_source import Frame, FRAME_ID

Take = Callable[[str, int, np.ndarray, float], None]
"""Takes an output's name, stamp [ns] and image, and when it came, by the steady clock [s]."""


class LivePlayer(NodeListener):
    """Sends frames with the stamps that they have, and takes what the node makes of them."""

    def __init__(self) -> None:
        super().__init__('player')
        self.take: Take = lambda output, stamp_ns, values, time_s: None
        """Called with each output that comes in."""
        self._output_count = 0
        self._message = ReusedImage()
        self._image = self.create_publisher(Image, 'image_raw', IMAGE_OUTPUT)
        self._camera_info = self.create_publisher(CameraInfo, 'camera_info', IMAGE_OUTPUT)
        self._time = self.create_publisher(Clock, 'clock', 10)
        for output in OUTPUTS:
            topic = f'segmentation/{output}'
            self.create_subscription(Image, topic, partial(self._hand_on, output), EVERY_IMAGE)

    @property
    def heard_count(self) -> int:
        """Count what came in: outputs and reports."""
        return self._output_count + self.report_count

    @property
    def is_node_ready(self) -> bool:
        """Whether nothing of the next frame can be lost: node and player have found each other."""
        has_found_us = set(OUTPUTS) <= self.subscribed_outputs
        hears_us = int(self.diagnostics.get('publishers', 0)) > 0
        is_heard = self._image.get_subscription_count() > 0
        return self.labels is not None and has_found_us and hears_us and is_heard

    def send(self, frame: Frame) -> None:
        """Publish a frame with its own stamp, which may be 0, repeat or go back."""
        frame_id = frame.frame_id or FRAME_ID
        header = Header(stamp=_time_message(frame.stamp_ns), frame_id=frame_id)
        if frame.camera and frame.recorded_ns is None:  # else its own lies beside it
            self._camera_info.publish(camera_info_message(frame.camera, header))
        self._image.publish(self._message.fill(frame.image, header))

    def tell_time(self, time_ns: int) -> None:
        """Publish the time of the recording [ns]."""
        self._time.publish(Clock(clock=_time_message(max(time_ns, 0))))

    def _hand_on(self, output: str, message: Image) -> None:
        time_s = time.monotonic()
        self._output_count += 1
        self.take(output, header_stamp_ns(message), decode_label_image(message), time_s)


def _time_message(time_ns: int) -> Time:
    sec, nanosec = divmod(time_ns, 10**9)
    return Time(sec=sec, nanosec=nanosec)
