# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Images out, with no copy that is not needed."""

from __future__ import annotations

import array

import numpy as np
from rclpy.lifecycle import LifecycleNode
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from seg_node.ros.lifecycle_output import LifecycleOutput

_ENCODINGS = {2: 'mono8', 3: 'rgb8'}


class ImagePublisher(LifecycleOutput):
    """
    A lifecycle publisher of images, with one message for all of them.

    :param node: that publishes.
    :param topic: relative name.
    """

    def __init__(self, node: LifecycleNode, topic: str) -> None:
        super().__init__(node, Image, topic)
        self._message = ReusedImage()

    def publish(self, image: np.ndarray, header: Header) -> None:
        """
        Publish an image.

        :param image: (H, W) uint8, sent as mono8, or (H, W, 3) uint8, as rgb8.
        :param header: of the frame that it was made from.
        """
        self.send(self._message.fill(image, header))


class ReusedImage:
    """A message that is filled in place, and made anew only where the image's shape changes."""

    def __init__(self) -> None:
        self._message = Image()
        self._pixels = np.zeros((0,), np.uint8)

    def fill(self, image: np.ndarray, header: Header) -> Image:
        """
        Give the message with other content; what it held before is gone.

        :param image: (H, W) uint8, held as mono8, or (H, W, 3) uint8, as rgb8.
        :param header: of the message.
        """
        if self._pixels.shape != image.shape:
            self._message, self._pixels = create_image_message(image)
        self._message.header = header
        self._pixels[:] = image
        return self._message


def create_image_message(image: np.ndarray) -> tuple[Image, np.ndarray]:
    """
    Make a message with tight rows and a view to write its pixels through.

    Assigning an ndarray or a list to ``data`` checks each element and takes up
    to 0.3 s; an ``array.array`` is taken as it is.

    :param image: (H, W) or (H, W, 3) uint8; only its shape counts.
    :returns: the message, and its pixels in the shape of ``image``.
    """
    height, width = image.shape[:2]
    message = Image(height=height, width=width, encoding=_ENCODINGS[image.ndim])
    message.step = image.nbytes // height
    message.data = array.array('B', bytes(image.nbytes))
    return message, np.frombuffer(message.data, np.uint8).reshape(image.shape)
