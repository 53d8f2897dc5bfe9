# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A camera that goes on while a test waits for something else."""

from __future__ import annotations

from camera_messages import labelled_image, pixels_of
from node_bench import Bench

from seg_node.core.label_set import LabelSet


class Camera:
    """
    Sends frames of one class each, stamped with the time, as long as its bench's peer is served.

    :param bench: that sends them and hears their masks.
    :param labels: of the model.
    :param rate_hz: frames per second.
    """

    labels = (0, 3, 8)
    """Ids of the classes, in turn."""

    def __init__(self, bench: Bench, labels: LabelSet, rate_hz: float) -> None:
        self._bench = bench
        self._frames = [labelled_image(labels, label) for label in self.labels]
        self.sent: dict[tuple[int, int], int] = {}
        """Label of each frame by its stamp."""
        self._node = bench.peer.node
        self._timer = self._node.create_timer(1 / rate_hz, self.send)

    def send(self) -> tuple[int, int]:
        """Send one more frame and give its stamp."""
        index = len(self.sent) % len(self.labels)
        stamp = self._bench.send(self._frames[index], self._node.get_clock().now().to_msg())
        self.sent[stamp] = self.labels[index]
        return stamp

    def stop(self) -> None:
        """Send no more."""
        self._node.destroy_timer(self._timer)

    def check_masks(self) -> int:
        """Assert that each mask is that of a frame sent, in their order, and count them."""
        masks = self._bench.heard['mask']
        assert list(masks) == sorted(masks)
        for stamp, mask in masks.items():
            assert (pixels_of(mask) == self.sent[stamp]).all(), stamp
        return len(masks)
