# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Camera messages to feed every pipeline with."""

from __future__ import annotations

import array
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ConfigurationError
from seg_node.sources.frame_source import FrameSource
from seg_node.sources.rendered_drive.drive import DEFAULT_CAMERA, RenderedDrive

_RENDERED_RATE_HZ = 1.0
"""Of the rendered drive, so that a few frames already differ."""


@dataclass(frozen=True)
class CameraMessage:
    """
    What rclpy hands to a node for a sensor_msgs/Image.

    :param height: of the image [px].
    :param width: of the image [px].
    :param encoding: of the pixels.
    :param is_bigendian: byte order of samples that have more than one.
    :param step: bytes of a row.
    :param data: all rows.
    """

    height: int
    width: int
    encoding: str
    is_bigendian: int
    step: int
    data: array.array[int]

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) [px]."""
        return self.width, self.height


def create_message(image: np.ndarray) -> CameraMessage:
    """
    Make the message that a camera would send.

    :param image: (H, W, 3) uint8 RGB.
    :returns: an rgb8 message with tight rows.
    """
    height, width, channels = image.shape
    return CameraMessage(
        height, width, 'rgb8', 0, channels * width, array.array('B', image.tobytes())
    )


def read_images(source: FrameSource, frame_size: tuple[int, int], count: int) -> list[np.ndarray]:
    """
    Take frames from all over a source, at a camera's size.

    The rendered drive is rendered at that size; others are resized to it.

    :param source: of the frames.
    :param frame_size: (width, height) of the camera's frames [px].
    :param count: of frames; a shorter source gives all that it has.
    :returns: each (H, W, 3) uint8 RGB.
    :raises ConfigurationError: if no frame was asked for.
    """
    if count < 1:
        raise ConfigurationError(f'{count} frames: give at least one')
    if isinstance(source, RenderedDrive):
        seed = int(source.name.partition(':')[2])
        source = RenderedDrive(seed, count, _RENDERED_RATE_HZ, _camera(frame_size))
    step = max(1, len(source) // count)
    return [_resize(frame.image, frame_size) for frame in islice(source, 0, count * step, step)]


def _camera(size: tuple[int, int]) -> PinholeCamera:
    """Give the rendered drive's camera another size and leave its horizontal field of view."""
    width, height = size
    focal = DEFAULT_CAMERA.fx * width / DEFAULT_CAMERA.width
    return PinholeCamera(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2)


def _resize(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if (image.shape[1], image.shape[0]) == size:
        return image
    is_smaller = size[0] < image.shape[1]
    method = cv2.INTER_AREA if is_smaller else cv2.INTER_LINEAR
    return cv2.resize(image, size, interpolation=method)
