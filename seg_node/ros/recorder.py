# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What leaves the node, put together again by stamp."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sensor_msgs.msg import Image

from seg_node.core.image_decoding import decode_image, decode_label_image
from seg_node.core.label_set import LabelSet
from seg_node.evaluation.recorded_frame import RecordedFrame
from seg_node.ros.node_listener import NodeListener
from seg_node.ros.qos import EVERY_IMAGE

_MAX_INCOMPLETE = 20

# The image comes last: whoever has found its subscription has found all others.
_TOPICS = {
    'mask': 'segmentation/mask',
    'confidence': 'segmentation/confidence',
    'drivable_area': 'segmentation/drivable_area',
    'overlay': 'segmentation/overlay',
    'truth': 'ground_truth/label',
    'image': 'image_raw',
}


class Recorder(NodeListener):
    """
    Subscribes to camera and node and hands on each frame once all of it is there.

    :param has_truth: wait for the true labels of each frame too.
    :param take: called with each complete frame and the node's classes.
    """

    def __init__(self, has_truth: bool, take: Callable[[RecordedFrame, LabelSet], None]) -> None:
        super().__init__('recorder')
        self._fields = _TOPICS.keys() - (set() if has_truth else {'truth'})
        self._take = take
        self._incomplete: dict[int, dict[str, np.ndarray]] = {}
        self.frame_count = 0
        """Complete frames that were handed on."""
        self.latencies_ms: list[float] = []
        """From each mask's stamp to its reception here [ms]."""
        for field, topic in _TOPICS.items():
            if field in self._fields:
                self.create_subscription(Image, topic, partial(self._add, field), EVERY_IMAGE)

    @property
    def is_node_ready(self) -> bool:
        """
        Whether nothing of the next frame can be lost.

        The node told its classes, subscribes to the camera, and has itself found
        our subscriptions: that we have found its publishers says nothing of that.
        """
        outputs = {'mask', 'confidence', 'drivable_area', 'overlay'}
        has_found_us = outputs <= self.subscribed_outputs
        is_listening = self.count_subscribers('image_raw') > 1
        return self.labels is not None and has_found_us and is_listening

    def is_settled(self, sent: int) -> bool:
        """
        Say whether all that the node published is here too.

        :param sent: frames of the camera.
        """
        is_complete = self.frame_count == int(self.diagnostics.get('processed', 0))
        return super().is_settled(sent) and is_complete

    def _add(self, field: str, message: Any) -> None:
        stamp_ns, age_ms = self.stamp_and_age(message)
        if field == 'mask':
            self.latencies_ms.append(age_ms)
        parts = self._incomplete.setdefault(stamp_ns, {})
        is_picture = field in ('image', 'overlay')
        parts[field] = decode_image(message) if is_picture else decode_label_image(message)
        if parts.keys() == self._fields and self.labels:
            del self._incomplete[stamp_ns]
            self._take(RecordedFrame(**parts), self.labels)
            self.frame_count += 1
        elif len(self._incomplete) > _MAX_INCOMPLETE:
            # Frames that the node replaced never get a mask.
            del self._incomplete[min(self._incomplete)]
