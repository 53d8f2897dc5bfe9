# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""When each output of the node comes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from sensor_msgs.msg import Image

from seg_node.core.label_set import DRIVABLE
from seg_node.ros.node_listener import NodeListener
from seg_node.ros.qos import EVERY_IMAGE


class OutputListener(NodeListener):
    """Subscribes to image outputs of the node and notes how old they are when they arrive."""

    def __init__(self) -> None:
        super().__init__('output_listener')
        self.latencies_ms: dict[str, dict[int, float]] = {}
        """By output and stamp [ns]: time from the stamp to the reception here [ms]."""

    @property
    def default_outputs(self) -> tuple[str, ...]:
        """Name what a planner uses: all images but the overlay and compressed ones."""
        sets = self.labels.class_sets if self.labels else ()
        further = (f'sets/{name}' for name in sets if name != DRIVABLE)
        return 'mask', 'confidence', 'drivable_area', *further

    def listen(self, outputs: Sequence[str]) -> None:
        """
        Subscribe.

        :param outputs: topics without their common ``segmentation/``.
        """
        for output in outputs:
            self.latencies_ms[output] = {}
            topic, note = f'segmentation/{output}', partial(self._note_output, output)
            self.create_subscription(Image, topic, note, EVERY_IMAGE)

    def is_node_ready(self, outputs: Iterable[str]) -> bool:
        """
        Say whether nothing of the next frame can be lost.

        :param outputs: that the node must report as subscribed.
        """
        has_found_us = set(outputs) <= self.subscribed_outputs
        return has_found_us and self.count_subscribers('image_raw') > 0

    @property
    def is_camera_found(self) -> bool:
        """Whether the node reports that something publishes its input."""
        return int(self.diagnostics.get('publishers', 0)) > 0

    def release_camera(self) -> None:
        """Subscribe to true labels, which the camera waits for and does not have."""
        self.create_subscription(Image, 'ground_truth/label', lambda _: None, EVERY_IMAGE)

    def _note_output(self, output: str, message: Image) -> None:
        stamp_ns, age_ms = self.stamp_and_age(message)
        self.latencies_ms[output][stamp_ns] = age_ms
