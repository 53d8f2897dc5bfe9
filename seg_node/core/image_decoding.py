# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Camera messages as arrays, with no ROS import.

Whatever has the fields of a sensor_msgs Image or CompressedImage will do: a
message of rclpy or of rosbags. What a message says about itself is checked
first, so that a broken driver is named and not guessed from a broken picture.
Bytes beyond the picture are left alone: drivers pad.
"""

from __future__ import annotations

from reprlib import repr as short_repr
from typing import Any, Protocol

import numpy as np

from seg_node.core.errors import ImageDecodingError, UnknownEncodingError
from seg_node.core.image_encodings import Encoding, ENCODINGS
from seg_node.core.image_files import decode_jpeg_or_png


class ImageMessage(Protocol):
    """The fields of sensor_msgs/Image that say what its bytes mean."""

    height: int
    width: int
    encoding: str
    is_bigendian: int
    step: int
    data: Any


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

    :param message: rows may be padded up to ``step``, which for nv12 and nv21 is that
        of both planes.
    :returns: (H, W, 3) uint8 RGB; for rgb8 a read-only view of the message's memory.
    :raises UnknownEncodingError: if the encoding is not in the table.
    :raises ImageDecodingError: if size, step and data do not fit together.
    """
    encoding = ENCODINGS.get(message.encoding)
    if encoding is None:
        raise UnknownEncodingError(
            f'image encoding {short_repr(message.encoding)} is unknown: set the camera driver '
            f'to one of {", ".join(sorted(ENCODINGS))}'
        )
    return encoding.to_rgb(_samples(message, encoding))


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
            f'label image encoding {short_repr(message.encoding)}: publish class ids as mono8'
        )
    return _samples(message, ENCODINGS['mono8'])[:, :, 0]


def decode_compressed_image(message: Any) -> np.ndarray:
    """
    Decode a sensor_msgs/CompressedImage.

    :param message: JPEG or PNG in ``data``, whose first bytes tell which, and whose
        own colours count: drivers differ in what they write into ``format``.
    :returns: (H, W, 3) uint8 RGB.
    :raises ImageDecodingError: if ``data`` is empty, cut off or neither JPEG nor PNG.
    """
    try:
        return decode_jpeg_or_png(_as_bytes(message.data).tobytes())
    except ImageDecodingError as error:
        raise ImageDecodingError(
            f'compressed image of format {short_repr(message.format)}: {error}'
        ) from error


def _samples(message: ImageMessage, encoding: Encoding) -> np.ndarray:
    """View a message's samples without their rows' padding, (rows, W, channels)."""
    _check_size(message, encoding)
    height, width, step = message.height, message.width, message.step
    pixel_bytes = encoding.channels * encoding.sample_bytes
    row_bytes = width * pixel_bytes
    if step < row_bytes:
        raise ImageDecodingError(
            f'image step {step}: a row of {width} {message.encoding} pixels has {row_bytes} '
            'bytes, so step must be at least that; check the camera driver'
        )
    data = _as_bytes(message.data)
    rows = encoding.rows(height)
    # Some drivers leave out the padding of the last row.
    needed = (rows - 1) * step + row_bytes
    if len(data) < needed:
        raise ImageDecodingError(
            f'image data of {len(data)} bytes: height {height} and step {step} need {needed} in '
            f'{message.encoding}; the message was cut off or its size is wrong, check the camera '
            'driver'
        )
    samples: np.ndarray = np.ndarray(
        (rows, width, encoding.channels),
        f'{">" if message.is_bigendian else "<"}u{encoding.sample_bytes}',
        data,
        strides=(step, pixel_bytes, encoding.sample_bytes),
    )
    samples.flags.writeable = False
    return samples


def _check_size(message: ImageMessage, encoding: Encoding) -> None:
    height, width = message.height, message.width
    if min(width, height) < encoding.least_side:
        raise ImageDecodingError(
            f'image of width {width} and height {height}: both must be at least '
            f'{encoding.least_side} in {message.encoding}, check the camera driver'
        )
    columns, rows = encoding.cell
    if width % columns or height % rows:
        raise ImageDecodingError(
            f'image of width {width} and height {height}: they must be multiples of {columns} '
            f'and {rows} in {message.encoding}, check the camera driver'
        )


def _as_bytes(data: Any) -> np.ndarray:
    """View a message's data as (N,) uint8; only a list has to be copied."""
    return np.frombuffer(bytes(data) if isinstance(data, list | tuple) else data, np.uint8)
