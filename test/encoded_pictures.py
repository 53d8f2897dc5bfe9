# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Random pictures in every encoding, and the colours that they mean by plain arithmetic."""

from __future__ import annotations

from typing import NamedTuple
import zlib

import numpy as np

PACKED = {
    'mono8': 'Y',
    'rgb8': 'RGB',
    'bgr8': 'BGR',
    'rgba8': 'RGBA',
    'bgra8': 'BGRA',
    'mono16': 'Y',
    'rgb16': 'RGB',
    'bgr16': 'BGR',
    'rgba16': 'RGBA',
    'bgra16': 'BGRA',
    '8UC1': 'Y',
    '8UC3': 'BGR',
    '8UC4': 'BGRA',
    '16UC1': 'Y',
    '16UC3': 'BGR',
    '16UC4': 'BGRA',
}
"""Channels in memory, Y for grey."""
BAYER = {
    f'bayer_{pattern}{bits}': pattern.upper()
    for pattern in ('rggb', 'bggr', 'gbrg', 'grbg')
    for bits in (8, 16)
}
"""Colours of the first two pixels of the first two rows."""
YUV_422 = {'uyvy': 'UYVY', 'yuv422': 'UYVY', 'yuyv': 'YUYV', 'yuv422_yuy2': 'YUYV'}
"""Samples of two pixels."""
YUV_420 = {'nv12': 'UV', 'nv21': 'VU'}
"""Samples of four pixels in the second plane."""
ALL_ENCODINGS = (*PACKED, *BAYER, *YUV_422, *YUV_420)

# Of red and blue every fourth pixel is sampled, of green every second.
_WEIGHTS = dict.fromkeys('RB', np.outer((1, 2, 1), (1, 2, 1)) / 4)
_WEIGHTS['G'] = np.array([(0, 1, 0), (1, 4, 1), (0, 1, 0)]) / 4

_PNG_COLOUR_TYPES = {'Y': 0, 'RGB': 2, 'YA': 4, 'RGBA': 6}


class Picture(NamedTuple):
    """
    A picture in memory and what it shows.

    :param rows: (rows, bytes) uint8 without padding.
    :param rgb: (H, W, 3) float64 in [0, 255], NaN where nothing is promised.
    :param tolerance: largest difference of a decoded channel from ``rgb``.
    """

    rows: np.ndarray
    rgb: np.ndarray
    tolerance: float

    def is_shown_by(self, image: np.ndarray) -> bool:
        """Whether a decoded image is this picture."""
        if image.dtype != np.uint8 or image.shape != self.rgb.shape:
            return False
        return not (np.abs(image - self.rgb) > self.tolerance + 1e-6).any()


def fitting_size(encoding: str, width: int, height: int) -> tuple[int, int]:
    """Give the smallest size from this one on that an encoding allows."""
    if encoding in BAYER:
        return max(width, 3), max(height, 3)
    if encoding in YUV_422:
        return width + width % 2, height
    if encoding in YUV_420:
        return width + width % 2, height + height % 2
    return width, height


def random_picture(
    rng: np.random.Generator, encoding: str, width: int, height: int, is_bigendian: bool = False
) -> Picture:
    """Draw random bytes in an encoding and compute the colours that they mean."""
    count, length = memory_size(encoding, width, height)
    rows = rng.integers(0, 256, (count, length), np.uint8)
    return picture_of(rows, encoding, width, height, is_bigendian)


def evenly_coloured(
    colour: tuple[int, int, int],
    encoding: str,
    width: int,
    height: int,
    is_bigendian: bool = False,
) -> np.ndarray:
    """
    Make the bytes of a picture of one colour; grey encodings have its mean.

    :returns: (rows, bytes) uint8 without padding.
    """
    values = dict(zip('RGB', colour, strict=True)) | _yuv_of(colour)
    if encoding in YUV_420:
        luma = np.full((height, width), values['Y'])
        chroma = np.tile([values[each] for each in YUV_420[encoding]], (height // 2, width // 2))
        return np.vstack([luma, chroma]).astype(np.uint8)
    if encoding in YUV_422:
        cell = np.array([values[each] for each in YUV_422[encoding]])
        return np.tile(cell, (height, width // 2)).astype(np.uint8)
    values |= {'Y': sum(colour) // 3, 'A': 255}
    if encoding in BAYER:
        cell = np.array([values[each] for each in BAYER[encoding]]).reshape(2, 2)
        samples = np.tile(cell, (height // 2 + 1, width // 2 + 1))[:height, :width]
    else:
        samples = np.tile([values[each] for each in PACKED[encoding]], (height, width))
    if '16' in encoding:
        samples = (257 * samples).astype('>u2' if is_bigendian else '<u2')
        return samples.view(np.uint8)
    return samples.astype(np.uint8)


def memory_size(encoding: str, width: int, height: int) -> tuple[int, int]:
    """Tell how many rows and bytes per row a picture takes without padding."""
    if encoding in YUV_420:
        return height * 3 // 2, width
    if encoding in YUV_422:
        return height, 2 * width
    return height, len(PACKED.get(encoding, 'Y')) * (2 if '16' in encoding else 1) * width


def picture_of(
    rows: np.ndarray, encoding: str, width: int, height: int, is_bigendian: bool
) -> Picture:
    """
    Compute the colours that bytes mean.

    :param rows: (rows, bytes) uint8 without padding.
    """
    if encoding in YUV_422:
        return Picture(rows, _yuv_422_to_rgb(rows, YUV_422[encoding]), 1.0)
    if encoding in YUV_420:
        return Picture(rows, _yuv_420_to_rgb(rows, YUV_420[encoding], height), 1.0)
    order = PACKED.get(encoding, 'Y')
    dtype, most = ('>u2' if is_bigendian else '<u2', 65535) if '16' in encoding else ('u1', 255)
    values = rows.view(dtype).reshape(height, width, len(order)) * (255 / most)
    if encoding in BAYER:
        # Scaled first, colours are rounded twice.
        tolerance = 0.5 if most == 255 else 1.0
        return Picture(rows, _demosaic(values[:, :, 0], BAYER[encoding]), tolerance)
    return Picture(rows, _as_rgb(values, order), 0.5)


def png_file(samples: np.ndarray, order: str) -> bytes:
    """
    Write a PNG by its specification.

    :param samples: (H, W, channels) uint8 or uint16.
    :param order: of the channels: Y, RGB, YA or RGBA, A for transparency.
    """
    height, width = samples.shape[:2]
    rows = samples.astype(samples.dtype.newbyteorder('>')).reshape(height, -1).view(np.uint8)
    unfiltered = np.pad(rows, ((0, 0), (1, 0)))
    header = width.to_bytes(4, 'big') + height.to_bytes(4, 'big')
    header += bytes([8 * samples.itemsize, _PNG_COLOUR_TYPES[order], 0, 0, 0])
    chunks = ((b'IHDR', header), (b'IDAT', zlib.compress(unfiltered.tobytes())), (b'IEND', b''))
    return b'\x89PNG\r\n\x1a\n' + b''.join(png_chunk(*chunk) for chunk in chunks)


def png_chunk(name: bytes, body: bytes) -> bytes:
    """Write one part of a PNG."""
    checksum = zlib.crc32(name + body)
    return len(body).to_bytes(4, 'big') + name + body + checksum.to_bytes(4, 'big')


def random_png(rng: np.random.Generator, width: int, height: int) -> tuple[bytes, Picture]:
    """Write a PNG of a random type."""
    order = str(rng.choice(list(_PNG_COLOUR_TYPES)))
    dtype, most = ((np.uint8, 255), (np.uint16, 65535))[rng.integers(2)]
    samples = rng.integers(0, most + 1, (height, width, len(order))).astype(dtype)
    data = png_file(samples, order)
    rows = np.frombuffer(data, np.uint8)[None]
    return data, Picture(rows, _as_rgb(np.multiply(samples, 255 / most), order), 0.5)


def _as_rgb(values: np.ndarray, order: str) -> np.ndarray:
    return values[:, :, [order.index('Y' if 'Y' in order else channel) for channel in 'RGB']]


def _yuv_422_to_rgb(rows: np.ndarray, order: str) -> np.ndarray:
    samples = rows.reshape(len(rows), -1, 4)
    luma = samples[:, :, [index for index in range(4) if order[index] == 'Y']]
    chroma = samples[:, :, [order.index('U'), order.index('V')]].repeat(2, axis=1)
    return _yuv_to_rgb(luma.reshape(len(rows), -1), chroma)


def _yuv_420_to_rgb(rows: np.ndarray, order: str, height: int) -> np.ndarray:
    plane = rows[height:].reshape(height // 2, -1, 2)
    chroma = plane[:, :, [order.index('U'), order.index('V')]].repeat(2, axis=0).repeat(2, axis=1)
    return _yuv_to_rgb(rows[:height], chroma)


def _yuv_to_rgb(luma: np.ndarray, chroma: np.ndarray) -> np.ndarray:
    """
    Convert by ITU-R BT.601, luma from 16 to 235.

    :param luma: (H, W) uint8.
    :param chroma: (H, W, 2) uint8, U and V.
    """
    grey = 1.164 * np.maximum(luma - 16.0, 0)
    u, v = chroma[:, :, 0] - 128.0, chroma[:, :, 1] - 128.0
    rgb = np.dstack([grey + 1.596 * v, grey - 0.391 * u - 0.813 * v, grey + 2.018 * u])
    return rgb.clip(0, 255)


def _yuv_of(colour: tuple[int, int, int]) -> dict[str, int]:
    """Convert by ITU-R BT.601, luma from 16 to 235."""
    red, green, blue = colour
    luma = 0.257 * red + 0.504 * green + 0.098 * blue + 16
    u = -0.148 * red - 0.291 * green + 0.439 * blue + 128
    v = 0.439 * red - 0.368 * green - 0.071 * blue + 128
    return {'Y': round(luma), 'U': round(u), 'V': round(v)}


def _demosaic(values: np.ndarray, pattern: str) -> np.ndarray:
    """Give each pixel the mean of the nearest samples of each colour, NaN along the borders."""
    height, width = values.shape
    at = np.add.outer(2 * (np.arange(height) % 2), np.arange(width) % 2)
    rgb = np.full((height, width, 3), np.nan)
    for channel, colour in enumerate('RGB'):
        is_sampled = np.array([each == colour for each in pattern])[at]
        sampled = np.where(is_sampled, values, 0)
        rgb[1:-1, 1:-1, channel] = sum(
            weight * sampled[row : height - 2 + row, column : width - 2 + column]
            for (row, column), weight in np.ndenumerate(_WEIGHTS[colour])
        )
    return rgb
