# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All image outputs of the node, in the order in which they go out."""

from __future__ import annotations

from collections.abc import Sequence
import threading

from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import Header

from seg_node.core.label_set import DRIVABLE
from seg_node.core.pipeline import SegmentedFrame
from seg_node.ros.image_publisher import ImagePublisher


class OutputPublishers:
    """
    Publishers of everything that a segmented frame gives; what nobody hears is not computed.

    :param node: that publishes.
    :param set_names: class sets, ``drivable`` among them.
    """

    def __init__(self, node: LifecycleNode, set_names: Sequence[str]) -> None:
        self._node = node
        # Sets change on the executor's thread while frames go out on another.
        self._lock = threading.Lock()
        self._mask = ImagePublisher(node, 'segmentation/mask')
        self._confidence = ImagePublisher(node, 'segmentation/confidence')
        self._drivable_area = ImagePublisher(node, 'segmentation/drivable_area')
        self._overlay = ImagePublisher(node, 'segmentation/overlay')
        self._sets: dict[str, ImagePublisher] = {}
        self.change_sets(set_names)

    @property
    def subscribed(self) -> list[str]:
        """Topics that somebody hears, without their common ``segmentation/``."""
        with self._lock:
            publishers = {
                'mask': self._mask,
                'confidence': self._confidence,
                'drivable_area': self._drivable_area,
                **{f'sets/{name}': publisher for name, publisher in self._sets.items()},
                'overlay': self._overlay,
            }
            return [name for name, publisher in publishers.items() if publisher.has_subscribers]

    def change_sets(self, set_names: Sequence[str]) -> None:
        """
        Make publishers for new class sets and end those of sets that are gone.

        :param set_names: all class sets from now on.
        """
        wanted = [name for name in set_names if name != DRIVABLE]
        with self._lock:
            for name in set(self._sets) - set(wanted):
                self._sets.pop(name).destroy()
            for name in wanted:
                if name not in self._sets:
                    publisher = ImagePublisher(self._node, f'segmentation/sets/{name}')
                    if self._mask.is_active:
                        publisher.activate()
                    self._sets[name] = publisher

    def publish(self, frame: SegmentedFrame, header: Header) -> None:
        """
        Publish a frame's outputs: masks for machines first, the overlay for people last.

        :param frame: the outputs.
        :param header: of the camera's message; stamp and frame are kept as they are.
        """
        with self._lock:
            if self._mask.has_subscribers:
                self._mask.publish(frame.mask, header)
            if self._confidence.has_subscribers:
                self._confidence.publish(frame.confidence, header)
            if self._drivable_area.has_subscribers:
                self._drivable_area.publish(frame.drivable_area, header)
            for name, publisher in self._sets.items():
                if name in frame.set_names and publisher.has_subscribers:
                    publisher.publish(frame.set_mask(name), header)
            if self._overlay.has_subscribers:
                self._overlay.publish(frame.overlay, header)

    def destroy(self) -> None:
        """End all publishers."""
        with self._lock:
            for publisher in (
                self._mask,
                self._confidence,
                self._drivable_area,
                self._overlay,
                *self._sets.values(),
            ):
                publisher.destroy()
            self._sets.clear()
