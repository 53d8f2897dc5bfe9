# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The size of masks that lie on a depth camera's cloud, pixel on pixel."""

from __future__ import annotations

from rclpy.node import Node

from seg_node.core.camera_info import image_size
from seg_node.core.errors import CameraInfoError
from seg_node.core.image_size import aspect_difference, format_size
from seg_node.ros.camera_info_subscription import CameraInfoSubscription

# Sizes that were rounded to whole or even pixels stay below it.
_MAX_ASPECT_DIFFERENCE = 0.02


class MatchedSize:
    """
    Hears ``depth/camera_info``, whose images' size the masks get.

    Nav2's semantic layer reads the mask with the indices of an organised cloud, so a
    size that is guessed would show it other pixels: until a size is known there is none.

    :param node: that subscribes.
    """

    def __init__(self, node: Node) -> None:
        self._depth = CameraInfoSubscription(node, 'depth/camera_info')
        self.subscribe = self._depth.start
        self.unsubscribe = self._depth.stop

    def __call__(self) -> tuple[int, int]:
        """
        Give the (width, height) that masks have now [px].

        :raises CameraInfoError: if no message came yet, or the newest has no such size.
        """
        topic, newest = self._depth.topic, self._depth.newest
        if newest is None:
            raise CameraInfoError(
                f'output_size is match, and nothing came on {topic} yet: remap depth/camera_info '
                'to that of the depth camera'
            )
        try:
            return image_size(newest)
        except CameraInfoError as error:
            raise CameraInfoError(f'output_size is match, and on {topic} {error}') from error

    def doubt(self, frame_size: tuple[int, int] | None) -> str | None:
        """
        Say why masks may not lie on the cloud, or give None.

        :param frame_size: (width, height) of the camera's frames [px], if one came.
        """
        try:
            size = self()
        except CameraInfoError:  # the reason why every frame is rejected
            return None
        if not frame_size or aspect_difference(size, frame_size) <= _MAX_ASPECT_DIFFERENCE:
            return None
        return (
            f'{self._depth.topic} is for images of {format_size(size)} and frames have '
            f'{format_size(frame_size)}, of another aspect ratio: masks fit the depth cloud only '
            'if both show the same view, so register depth to the colour camera'
        )
