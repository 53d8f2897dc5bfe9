# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Camera messages from arrays, and arrays from what the node sends."""

from __future__ import annotations

import array

import cv2
from encoded_pictures import evenly_coloured
import numpy as np
from sensor_msgs.msg import CompressedImage, Image

from seg_node.core.label_set import LabelSet


def image_message(pixels: np.ndarray, encoding: str = 'rgb8', padding: int = 0) -> Image:
    """
    Make an Image.

    :param pixels: (H, W) or (H, W, 3) uint8, in the encoding's order of channels.
    :param padding: bytes after each row.
    """
    height, width = pixels.shape[:2]
    rows = np.pad(pixels.reshape(height, -1), ((0, 0), (0, padding)), constant_values=77)
    message = Image(height=height, width=width, encoding=encoding, step=rows.shape[1])
    message.data = array.array('B', rows.tobytes())
    return message


def labelled_image(labels: LabelSet, label: int, size: tuple[int, int] = (64, 48)) -> Image:
    """
    Make an Image in the colour of one class, which the colour model tells from all others.

    :param size: (width, height) [px].
    """
    width, height = size
    return image_message(np.full((height, width, 3), labels.palette[label], np.uint8))


def even_image(
    colour: np.ndarray, encoding: str, size: tuple[int, int], is_bigendian: bool = False
) -> Image:
    """
    Make an Image of one colour in any encoding, with padded rows.

    :param colour: (3,) uint8 RGB.
    :param size: (width, height) [px].
    """
    width, height = size
    red, green, blue = map(int, colour)
    rows = evenly_coloured((red, green, blue), encoding, width, height, is_bigendian)
    message = image_message(rows, encoding, padding=8)
    message.height, message.width, message.is_bigendian = height, width, int(is_bigendian)
    return message


def compressed_message(image: np.ndarray, suffix: str) -> CompressedImage:
    """
    Make a CompressedImage.

    :param image: (H, W, 3) uint8 RGB.
    :param suffix: ``png`` or ``jpg``.
    """
    is_encoded, data = cv2.imencode(f'.{suffix}', image[:, :, ::-1])
    assert is_encoded
    return CompressedImage(format=suffix, data=array.array('B', data.tobytes()))


def pixels_of(message: Image) -> np.ndarray:
    """View a message with tight rows as (H, W) or (H, W, 3) uint8."""
    channels = {'mono8': (), 'rgb8': (3,)}[message.encoding]
    pixels: np.ndarray = np.frombuffer(message.data, np.uint8)
    return pixels.reshape(message.height, message.width, *channels)
