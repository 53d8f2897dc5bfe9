# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Do with the node's output what Nav2's semantic layer and nvblox do with it, and no more."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from node_process import NodeProcess
import numpy as np
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from ros_peer import Peer
from sensor_msgs.msg import CameraInfo, Image
from std_msgs.msg import String

_BEST_EFFORT = QoSProfile(depth=50, reliability=ReliabilityPolicy.BEST_EFFORT)
_LATCHED = QoSProfile(
    depth=5,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)


class CloudClasses(NamedTuple):
    """
    What the points of an organised cloud are.

    :param names: class of each, row by row, None where its id has no name.
    :param confidence: of each, 0 to 255.
    """

    names: list[str | None]
    confidence: list[int]


class SemanticLayer:
    """
    A costmap layer that gives each point of a depth cloud the class of its pixel.

    Like Nav2's semantic_segmentation_layer it hears masks with best effort and class
    names latched, joins mask and confidence by their stamps, and reads both with the
    cloud's indices: it looks at no step, no encoding and not at the confidence's size.

    :param peer: whose node subscribes.
    :param node: whose masks it hears.
    """

    def __init__(self, peer: Peer, node: NodeProcess) -> None:
        self._node = peer.node
        self.arrivals: list[str] = []
        """What came in, in its order: ``names``, ``mask`` or ``confidence``."""
        self.names: dict[int, str] = {}
        self.masks: dict[int, Image] = {}
        """Masks by their stamp [ns]."""
        self.confidences: dict[int, Image] = {}
        self._subscriptions = [
            self._node.create_subscription(kind, node.topic(f'segmentation/{name}'), hear, qos)
            for kind, name, hear, qos in (
                (String, 'label_names', self._hear_names, _LATCHED),
                (Image, 'mask', self._hear_mask, _BEST_EFFORT),
                (Image, 'confidence', self._hear_confidence, _BEST_EFFORT),
            )
        ]

    def close(self) -> None:
        """Hear no more."""
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)

    def classify(
        self, stamp_ns: int, cloud_size: tuple[int, int], tolerance_ns: int = 0
    ) -> CloudClasses | None:
        """
        Look up what a cloud's points are, or give None while its mask is not there.

        :param stamp_ns: of the cloud [ns].
        :param cloud_size: (width, height) of the cloud.
        :param tolerance_ns: how far the stamps of cloud and mask may be apart [ns]: 0 does what
            ExactTime does.
        """
        both = self.masks.keys() & self.confidences.keys()
        near = [stamp for stamp in both if abs(stamp - stamp_ns) <= tolerance_ns]
        if not near:
            return None
        stamp = min(near, key=lambda stamp: abs(stamp - stamp_ns))
        mask, confidence = self.masks[stamp], self.confidences[stamp]
        width, height = cloud_size
        if mask.width * mask.height != width * height:
            return None
        pixels = [v * width + u for v in range(height) for u in range(width)]
        names = [self.names.get(mask.data[pixel]) for pixel in pixels]
        return CloudClasses(names, [confidence.data[pixel] for pixel in pixels])

    def _hear_names(self, message: String) -> None:
        self.arrivals.append('names')
        classes = json.loads(message.data)['classes']
        self.names = {index: each['name'] for index, each in enumerate(classes)}

    def _hear_mask(self, message: Image) -> None:
        self.arrivals.append('mask')
        self.masks[_stamp_ns(message)] = message

    def _hear_confidence(self, message: Image) -> None:
        self.arrivals.append('confidence')
        self.confidences[_stamp_ns(message)] = message


class PeopleMasker:
    """
    A mapper that leaves out what is a person, like nvblox.

    It joins colour image, its camera_info, mask and mask's camera_info by stamps that are
    equal to the nanosecond, and takes any value but 0 for a person.

    :param peer: whose node subscribes.
    :param node: whose masks it hears.
    :param set_name: of the mask.
    """

    def __init__(self, peer: Peer, node: NodeProcess, set_name: str) -> None:
        self._node = peer.node
        self._heard: dict[str, dict[int, Any]] = {}
        self._subscriptions = [
            self._subscribe(node.topic(name), kind)
            for name, kind in (
                ('image', Image),
                ('camera_info', CameraInfo),
                (f'segmentation/sets/{set_name}', Image),
                ('segmentation/camera_info', CameraInfo),
            )
        ]

    def close(self) -> None:
        """Hear no more."""
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)

    def people(self, stamp_ns: int) -> np.ndarray | None:
        """
        Mark the pixels of a colour image that show people, or give None while not all is there.

        :param stamp_ns: of the image [ns].
        :returns: (H, W) bool.
        :raises ValueError: if the mask cannot be used.
        """
        if not all(stamp_ns in messages for messages in self._heard.values()):
            return None
        colour, info, mask, mask_info = (each[stamp_ns] for each in self._heard.values())
        if mask.encoding != 'mono8':
            raise ValueError(f'invalid mask image encoding {mask.encoding}')
        sizes = {(each.width, each.height) for each in (colour, info, mask, mask_info)}
        if len(sizes) > 1:
            raise ValueError(f'the mask does not lie on the image: {sizes}')
        if list(info.k) != list(mask_info.k):
            raise ValueError(f'the mask is of another camera: {mask_info.k}')
        pixels: np.ndarray = np.frombuffer(mask.data, np.uint8)
        return pixels.reshape(mask.height, mask.width).astype(np.bool_)

    def _subscribe(self, topic: str, kind: type) -> Any:
        messages = self._heard[topic] = {}

        def hear(message: Any) -> None:
            messages[_stamp_ns(message)] = message

        return self._node.create_subscription(kind, topic, hear, 10)


def _stamp_ns(message: Any) -> int:
    stamp = message.header.stamp
    return int(stamp.sec * 10**9 + stamp.nanosec)
