# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that the node publishes of a frame, in the order in which it goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter, methodcaller
import threading
from typing import NamedTuple

import numpy as np
from rclpy.exceptions import NameValidationException
from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import Header

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import DRIVABLE
from seg_node.core.pipeline import SegmentedFrame
from seg_node.ros.camera_info_relay import CameraInfoRelay
from seg_node.ros.compressed_publisher import CompressedPublisher
from seg_node.ros.image_publisher import ImagePublisher

_MASKS = ('mask', 'confidence', 'drivable_area')


class _Output(NamedTuple):
    """A publisher, and what gives its image of a frame."""

    publisher: ImagePublisher | CompressedPublisher
    image_of: Callable[[SegmentedFrame], np.ndarray]


class OutputPublishers:
    """
    Publishers of everything that a segmented frame gives; what nobody hears is not computed.

    Masks go out first, then their compressed forms, and the overlay, which is
    for people, last.

    :param node: that publishes.
    :param set_names: class sets, ``drivable`` among them.
    :raises ConfigurationError: if no topic can bear a set's name.
    """

    def __init__(self, node: LifecycleNode, set_names: Sequence[str]) -> None:
        self._node = node
        # Sets change on the executor's thread while frames go out on another; nothing else races.
        self._lock = threading.Lock()
        self._masks: dict[str, _Output] = {}
        self._sets: dict[str, _Output] = {}
        self._compressed: dict[str, _Output] = {}
        self._overlay: dict[str, _Output] = {}
        self.camera_info = CameraInfoRelay(node)
        try:
            for name in _MASKS:
                self._masks[name] = self._raw(name, attrgetter(name))
                self._compressed[f'{name}/compressed'] = self._png(name)
            self._overlay['overlay'] = self._raw('overlay', attrgetter('overlay'))
            self.change_sets(set_names)
        except BaseException:
            self.destroy()
            raise

    @property
    def subscribed(self) -> list[str]:
        """Topics that somebody hears, without their common ``segmentation/``."""
        outputs = self._in_order().items()
        topics = [topic for topic, output in outputs if output.publisher.has_subscribers]
        return ['camera_info', *topics] if self.camera_info.has_subscribers else topics

    def change_sets(self, set_names: Sequence[str]) -> None:
        """
        Make publishers for new class sets and end those of sets that are gone.

        :param set_names: all class sets from now on.
        :raises ConfigurationError: if no topic can bear a set's name; nothing changes then.
        """
        wanted = {_set_topic(name): name for name in set_names if name != DRIVABLE}
        new = self._set_outputs({t: name for t, name in wanted.items() if t not in self._sets})
        with self._lock:
            for topic in self._sets.keys() - wanted.keys():
                self._sets.pop(topic).publisher.destroy()
            self._sets |= new

    def publish(self, frame: SegmentedFrame, header: Header) -> None:
        """
        Publish a frame's outputs.

        :param frame: the outputs.
        :param header: of the camera's message; stamp and frame are kept as they are.
        """
        with self._lock:
            # First, since it costs little and is there when the mask comes.
            if self.camera_info.has_subscribers:
                self.camera_info.publish(frame.frame_size, frame.output_size, header)
            # Sets may have changed since the frame was segmented.
            other_sets = self._sets.keys() - {_set_topic(name) for name in frame.set_names}
            for topic, output in self._in_order().items():
                if output.publisher.has_subscribers and topic not in other_sets:
                    output.publisher.publish(output.image_of(frame), header)

    def destroy(self) -> None:
        """End all publishers."""
        self.camera_info.destroy()
        for output in self._in_order().values():
            output.publisher.destroy()
        self._sets.clear()

    def _in_order(self) -> dict[str, _Output]:
        """Give the images by topic, in the order in which they go out."""
        return self._masks | self._sets | self._compressed | self._overlay

    def _set_outputs(self, names: Mapping[str, str]) -> dict[str, _Output]:
        """Make publishers for class sets, given by topic, or none at all."""
        outputs: dict[str, _Output] = {}
        try:
            for topic, name in names.items():
                outputs[topic] = self._raw(topic, methodcaller('set_mask', name))
        except NameValidationException as error:
            for output in outputs.values():
                output.publisher.destroy()
            reason, *_ = str(error).splitlines()  # then the name and a pointer into it
            raise ConfigurationError(
                f"class set '{name}' can have no topic ({reason}): give it another name"
            ) from error
        if self._masks['mask'].publisher.is_active:
            for output in outputs.values():
                output.publisher.activate()
        return outputs

    def _raw(self, topic: str, image_of: Callable[[SegmentedFrame], np.ndarray]) -> _Output:
        return _Output(ImagePublisher(self._node, f'segmentation/{topic}'), image_of)

    def _png(self, name: str) -> _Output:
        return _Output(CompressedPublisher(self._node, f'segmentation/{name}'), attrgetter(name))


def _set_topic(name: str) -> str:
    return f'sets/{name}'
