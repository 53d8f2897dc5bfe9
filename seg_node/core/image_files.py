# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The bytes of JPEG and PNG files as arrays, and back.

What a file says about itself is checked before OpenCV sees it: whether it is
whole, and whether so few bytes can hold a picture of that size.
"""

from __future__ import annotations

from collections.abc import Callable
import re
from typing import NamedTuple

import cv2
import numpy as np

from seg_node.core.errors import ImageDecodingError
from seg_node.core.image_encodings import to_8_bits

_MAX_PIXELS = 1 << 26  # two frames of 8K

_JPEG_START, _JPEG_SCAN, _JPEG_END = b'\xff\xd8', b'\xff\xda', b'\xff\xd9'
_JPEG_MARKER = re.compile(rb'\xff+([^\x00\xff])')
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xDA)})
_PNG_START = b'\x89PNG\r\n\x1a\n'


class _Format(NamedTuple):
    """
    How to look at a file that was not decoded yet.

    :param start: its first bytes.
    :param is_whole: tells whether its end is there.
    :param size: reads (width, height) [px]; zeros if they are not found.
    :param pixels_per_byte: the most that its compression can reach.
    """

    start: bytes
    is_whole: Callable[[bytes], bool]
    size: Callable[[bytes], tuple[int, int]]
    pixels_per_byte: int


def decode_jpeg_or_png(data: bytes) -> np.ndarray:
    """
    Decode the bytes of a picture's file, with no regard to EXIF orientation.

    :param data: a whole JPEG or PNG file, grey or coloured; transparency is dropped.
    :returns: (H, W, 3) uint8 RGB, scaled if the file has 16 bits.
    :raises ImageDecodingError: if ``data`` is empty, cut off, neither JPEG nor PNG,
        or claims to hold a picture larger than it can.
    """
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH | cv2.IMREAD_IGNORE_ORIENTATION
    image = _decode(data, flags)
    if image.dtype == np.uint16:
        image = to_8_bits(image)
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def decode_label_png(data: bytes) -> np.ndarray:
    """
    Decode the bytes of a label image's file.

    :param data: a whole PNG file of class ids.
    :returns: (H, W) uint8.
    :raises ImageDecodingError: if the file is not a whole PNG of one 8-bit channel.
    """
    labels = _decode(data, cv2.IMREAD_GRAYSCALE)
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


def encode_jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    """
    Make the bytes of a JPEG file.

    :param image: (H, W, 3) uint8 RGB.
    :param quality: 1 to 100.
    :returns: (N,) uint8.
    """
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    is_encoded, data = cv2.imencode('.jpg', bgr, (cv2.IMWRITE_JPEG_QUALITY, quality))
    assert is_encoded
    return data.reshape(-1)


def _decode(data: bytes, flags: int) -> np.ndarray:
    _check(data)
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:  # for want of memory, say
        raise ImageDecodingError(
            f'data of {len(data)} bytes cannot be decoded: {error.err}; check what writes it'
        ) from error
    if image is None:
        raise ImageDecodingError(f'data of {len(data)} bytes is damaged: check what writes it')
    return image


def _check(data: bytes) -> None:
    """Refuse a file that cannot be what it says."""
    if not data:
        raise ImageDecodingError('data is empty: check what writes it')
    form = next((each for each in _FORMATS if data.startswith(each.start)), None)
    if form is None:
        raise ImageDecodingError(
            f'data begins with {data[:8].hex(" ")}, neither JPEG nor PNG: use one of these'
        )
    # Some versions of OpenCV fill what is missing with grey and say nothing.
    if not form.is_whole(data):
        raise ImageDecodingError(
            f'data ends after {len(data)} bytes, before the picture does: it was cut off, '
            'check disk space and limits on message size'
        )
    width, height = form.size(data)
    # OpenCV takes memory for what the file claims, up to 6 GB, before it reads on.
    most = min(_MAX_PIXELS, form.pixels_per_byte * len(data))
    if width * height > most:
        raise ImageDecodingError(
            f'data of {len(data)} bytes claims {width}x{height} pixels, more than the {most} '
            'that are possible: check what writes it'
        )


def _is_whole_jpeg(data: bytes) -> bool:
    end = data.rfind(_JPEG_END)
    # An end that a scan still follows is that of an EXIF thumbnail.
    return end >= 0 and _JPEG_SCAN not in data[end:]


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Go from marker to marker, as a decoder does, to the first that begins a frame."""
    position = len(_JPEG_START)
    while marker := _JPEG_MARKER.search(data, position):
        position = marker.end()
        (code,) = marker[1]
        if code in _JPEG_FRAMES:
            height, width = data[position + 3 : position + 5], data[position + 5 : position + 7]
            return _number(width), _number(height)
        if code not in _JPEG_BARE_MARKERS:
            position += _number(data[position : position + 2])
    return 0, 0


def _is_whole_png(data: bytes) -> bool:
    """
    Go from chunk to chunk, as a decoder does, to the last.

    OpenCV takes memory for what a chunk claims, up to 2 GB, before it reads on.
    """
    position = len(_PNG_START)
    while position < len(data):
        name = data[position + 4 : position + 8]
        position += 12 + _number(data[position : position + 4])
        if name == b'IEND':
            return position <= len(data)
    return False


def _png_size(data: bytes) -> tuple[int, int]:
    return _number(data[16:20]), _number(data[20:24])


def _number(data: bytes) -> int:
    return int.from_bytes(data, 'big')


_FORMATS = (
    # A block of 8x8 pixels takes a bit at least.
    _Format(_JPEG_START, _is_whole_jpeg, _jpeg_size, 8 * 64),
    # Deflate shortens 1032 times at most, and a byte holds up to 8 pixels.
    _Format(_PNG_START, _is_whole_png, _png_size, 8 * 1032),
)
