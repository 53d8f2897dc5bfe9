# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Camera messages as arrays, with no ROS import.

Whatever has the fields of a sensor_msgs Image or CompressedImage will do: a
message of rclpy or of rosbags. What a message says about itself is checked
first, so that a broken driver is named and not guessed from a broken picture.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import cv2
import numpy as np

from seg_node.core.errors import ImageDecodingError

_JPEG_START, _JPEG_SCAN, _JPEG_END = b'\xff\xd8', b'\xff\xda', b'\xff\xd9'
_PNG_START, _PNG_END = b'\x89PNG\r\n\x1a\n', b'IEND\xae\x42\x60\x82'


class ImageMessage(Protocol):
    """The fields of sensor_msgs/Image that say what its bytes mean."""

    height: int
    width: int
    encoding: str
    step: int
    data: Any


class _Encoding(NamedTuple):
    """Bytes per pixel, and what makes RGB of (H, W, bytes) uint8."""

    pixel_bytes: int
    to_rgb: Callable[[np.ndarray], np.ndarray]


_ENCODINGS = {
    'rgb8': _Encoding(3, lambda pixels: pixels),
    'bgr8': _Encoding(3, lambda pixels: cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)),
    'mono8': _Encoding(1, lambda pixels: cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)),
}


def decode_message(message: Any) -> np.ndarray:
    """
    Decode either kind of camera message.

    :param message: as ``decode_image`` takes it if it has an ``encoding``, else as
        ``decode_compressed_image`` does.
    :returns: (H, W, 3) uint8 RGB, perhaps read-only as in ``decode_image``.
    :raises ImageDecodingError: if the message does not hold what it claims.
    """
    if hasattr(message, 'encoding'):
        return decode_image(message)
    return decode_compressed_image(message)


def decode_image(message: ImageMessage) -> np.ndarray:
    """
    Decode a sensor_msgs/Image.

    :param message: rows may be padded up to ``step``.
    :returns: (H, W, 3) uint8 RGB; for rgb8 a read-only view of the message's memory.
    :raises ImageDecodingError: if the encoding is unknown, or size, step and
        data do not fit together.
    """
    encoding = _ENCODINGS.get(message.encoding)
    if encoding is None:
        raise ImageDecodingError(
            f"image encoding '{message.encoding}' is unknown: set the camera driver to one of "
            f'{", ".join(sorted(_ENCODINGS))}'
        )
    return encoding.to_rgb(_pixels(message, encoding.pixel_bytes))


def decode_label_image(message: ImageMessage) -> np.ndarray:
    """
    Decode a sensor_msgs/Image of class ids.

    :param message: mono8; rows may be padded up to ``step``.
    :returns: (H, W) uint8, a read-only view of the message's memory.
    :raises ImageDecodingError: if the encoding is not mono8, or size, step and
        data do not fit together.
    """
    if message.encoding != 'mono8':
        raise ImageDecodingError(
            f"label image encoding '{message.encoding}': publish class ids as mono8"
        )
    return _pixels(message, 1)[:, :, 0]


def decode_compressed_image(message: Any) -> np.ndarray:
    """
    Decode a sensor_msgs/CompressedImage.

    :param message: JPEG or PNG in ``data``, whose first bytes tell which: drivers
        differ in what they write into ``format``.
    :returns: (H, W, 3) uint8 RGB.
    :raises ImageDecodingError: if ``data`` is empty, cut off or neither JPEG nor PNG.
    """
    try:
        return decode_jpeg_or_png(_as_bytes(message.data).tobytes())
    except ImageDecodingError as error:
        raise ImageDecodingError(
            f"compressed image of format '{message.format}': {error}"
        ) from error


def decode_jpeg_or_png(data: bytes) -> np.ndarray:
    """
    Decode the bytes of a picture's file, with no regard to EXIF orientation.

    :param data: a whole JPEG or PNG file.
    :returns: (H, W, 3) uint8 RGB.
    :raises ImageDecodingError: if ``data`` is empty, cut off or neither JPEG nor PNG.
    """
    image = _decode_file(data, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def decode_label_png(data: bytes) -> np.ndarray:
    """
    Decode the bytes of a label image's file.

    :param data: a whole PNG file of class ids.
    :returns: (H, W) uint8.
    :raises ImageDecodingError: if the file is not a whole PNG of one 8-bit channel.
    """
    labels = _decode_file(data, cv2.IMREAD_GRAYSCALE)
    if data.startswith(_JPEG_START):
        raise ImageDecodingError('labels are a JPEG, which changes class ids: store them as PNG')
    # OpenCV would stretch ids of 1, 2 or 4 bits to the range of 8.
    bit_depth, colour_type = data[24:26]
    if (bit_depth, colour_type) != (8, 0):
        raise ImageDecodingError(
            f'labels are a PNG of bit depth {bit_depth} and colour type {colour_type}: store '
            'class ids as one 8-bit grey channel (8 and 0), without a palette'
        )
    return labels


def _decode_file(data: bytes, flags: int) -> np.ndarray:
    if not data:
        raise ImageDecodingError('data is empty: check what writes it')
    if data.startswith(_JPEG_START):
        is_whole = _is_whole_jpeg(data)
    elif data.startswith(_PNG_START):
        is_whole = _PNG_END in data
    else:
        raise ImageDecodingError(
            f'data begins with {data[:8].hex(" ")}, neither JPEG nor PNG: use one of these'
        )
    # Some versions of OpenCV fill what is missing with grey and say nothing.
    if not is_whole:
        raise ImageDecodingError(
            f'data ends after {len(data)} bytes, before the picture does: it was cut off, '
            'check disk space and limits on message size'
        )
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:  # more pixels than OpenCV allows
        raise ImageDecodingError(
            f'data of {len(data)} bytes cannot be decoded: {error.err}; check what writes it'
        ) from error
    if image is None:
        raise ImageDecodingError(f'data of {len(data)} bytes is damaged: check what writes it')
    return image


def _is_whole_jpeg(data: bytes) -> bool:
    end = data.rfind(_JPEG_END)
    # An end that a scan still follows is that of an EXIF thumbnail.
    return end >= 0 and _JPEG_SCAN not in data[end:]


def _pixels(message: ImageMessage, pixel_bytes: int) -> np.ndarray:
    """View a message's pixels without their rows' padding, (H, W, pixel_bytes) uint8."""
    height, width, step = message.height, message.width, message.step
    if height < 1 or width < 1:
        raise ImageDecodingError(
            f'image of width {width} and height {height}: both must be at least 1, '
            'check the camera driver'
        )
    row_bytes = width * pixel_bytes
    if step < row_bytes:
        raise ImageDecodingError(
            f'image step {step}: a row of {width} {message.encoding} pixels has {row_bytes} '
            'bytes, so step must be at least that; check the camera driver'
        )
    data = _as_bytes(message.data)
    # Some drivers leave out the padding of the last row.
    needed = (height - 1) * step + row_bytes
    if len(data) < needed:
        raise ImageDecodingError(
            f'image data of {len(data)} bytes: height {height} and step {step} need {needed}; '
            'the message was cut off or its size is wrong, check the camera driver'
        )
    shape = (height, width, pixel_bytes)
    pixels: np.ndarray = np.ndarray(shape, np.uint8, data, strides=(step, pixel_bytes, 1))
    pixels.flags.writeable = False
    return pixels


def _as_bytes(data: Any) -> np.ndarray:
    """View a message's data as (N,) uint8; only a list has to be copied."""
    return np.frombuffer(bytes(data) if isinstance(data, list | tuple) else data, np.uint8)
