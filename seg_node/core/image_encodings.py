# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Encodings of sensor_msgs/Image and what makes RGB of each: the one table for all.

Transparency is dropped. 8UC3 and 8UC4 say nothing of colours: they are read in
OpenCV's own order, BGR and BGRA, as are 16UC3 and 16UC4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np


class Encoding(NamedTuple):
    """
    How the samples of a picture lie in memory, and what makes RGB of them.

    :param channels: samples per pixel in a row.
    :param to_rgb: gives (H, W, 3) uint8 RGB for (rows, W, channels) samples.
    :param sample_bytes: 1 or 2.
    :param has_chroma_plane: whether half as many rows follow those of the picture.
    :param cell: (width, height) that the picture's are multiples of [px].
    :param least_side: of the picture [px].
    """

    channels: int
    to_rgb: Callable[[np.ndarray], np.ndarray]
    sample_bytes: int = 1
    has_chroma_plane: bool = False
    cell: tuple[int, int] = (1, 1)
    least_side: int = 1

    def rows(self, height: int) -> int:
        """Count the rows in memory of a picture's height."""
        return height + height // 2 if self.has_chroma_plane else height


def to_8_bits(samples: np.ndarray) -> np.ndarray:
    """
    Scale samples of 16 bits.

    :param samples: uint16 of either byte order, perhaps unaligned.
    :returns: uint8 of the same shape, round(255 / 65535 * samples).
    """
    native = np.require(samples, np.uint16, 'A')
    return cv2.convertScaleAbs(native, alpha=1 / 257).reshape(samples.shape)


def _by_opencv(code: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda samples: cv2.cvtColor(samples, code)


def _bayer(code: int) -> Encoding:
    # OpenCV makes a picture of fewer than 3 rows or columns black.
    return Encoding(1, _by_opencv(code), least_side=3)


def _in_16_bits(encoding: Encoding) -> Encoding:
    return encoding._replace(
        sample_bytes=2, to_rgb=lambda samples: encoding.to_rgb(to_8_bits(samples))
    )


_SAMPLES = {
    'mono': Encoding(1, _by_opencv(cv2.COLOR_GRAY2RGB)),
    'rgb': Encoding(3, lambda samples: samples),
    'bgr': Encoding(3, _by_opencv(cv2.COLOR_BGR2RGB)),
    'rgba': Encoding(4, _by_opencv(cv2.COLOR_RGBA2RGB)),
    'bgra': Encoding(4, _by_opencv(cv2.COLOR_BGRA2RGB)),
    # ROS names a pattern by its first two rows, OpenCV by columns 2 and 3 of the second row.
    'bayer_rggb': _bayer(cv2.COLOR_BayerBG2RGB),
    'bayer_bggr': _bayer(cv2.COLOR_BayerRG2RGB),
    'bayer_gbrg': _bayer(cv2.COLOR_BayerGR2RGB),
    'bayer_grbg': _bayer(cv2.COLOR_BayerGB2RGB),
}
_YUV = {
    'uyvy': Encoding(2, _by_opencv(cv2.COLOR_YUV2RGB_UYVY), cell=(2, 1)),
    'yuyv': Encoding(2, _by_opencv(cv2.COLOR_YUV2RGB_YUYV), cell=(2, 1)),
    'nv12': Encoding(1, _by_opencv(cv2.COLOR_YUV2RGB_NV12), has_chroma_plane=True, cell=(2, 2)),
    'nv21': Encoding(1, _by_opencv(cv2.COLOR_YUV2RGB_NV21), has_chroma_plane=True, cell=(2, 2)),
}
_DEFINED = (
    {f'{name}8': encoding for name, encoding in _SAMPLES.items()}
    | {f'{name}16': _in_16_bits(encoding) for name, encoding in _SAMPLES.items()}
    | _YUV
)
_ALIASES = {
    '8UC1': 'mono8',
    '8UC3': 'bgr8',
    '8UC4': 'bgra8',
    '16UC1': 'mono16',
    '16UC3': 'bgr16',
    '16UC4': 'bgra16',
    'yuv422': 'uyvy',
    'yuv422_yuy2': 'yuyv',
}

ENCODINGS = _DEFINED | {alias: _DEFINED[name] for alias, name in _ALIASES.items()}
"""Encodings by the names that messages give them."""
