# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Label images and masks as short texts, whole or thinned out."""

from __future__ import annotations

from base64 import b64decode, b64encode
import zlib

import numpy as np

from seg_node.core.errors import ConfigurationError
from seg_node.core.resizing import resize_nearest

THINNING = 8
"""Of a thumbnail: it has one pixel of so many along each axis."""


def pack(values: np.ndarray) -> str:
    """
    Write a map down.

    :param values: (h, w) uint8, of few different values.
    """
    height, width = values.shape
    data = zlib.compress(np.ascontiguousarray(values).data)
    return f'{width}x{height}:{b64encode(data).decode()}'


def unpack(text: str) -> np.ndarray:
    """
    Read what ``pack`` wrote.

    :returns: (h, w) uint8, read-only.
    :raises ConfigurationError: if the text, which a reference holds, is damaged.
    """
    size, _, data = text.partition(':')
    try:
        width, height = map(int, size.split('x'))
        values = zlib.decompress(b64decode(data, validate=True))
        return np.frombuffer(values, np.uint8).reshape(height, width)
    except (ValueError, zlib.error) as error:
        raise ConfigurationError(
            f'a map of the reference is damaged ({error}): record it again'
        ) from error


def thumbnail(values: np.ndarray) -> np.ndarray:
    """Thin a map out by ``THINNING``, with no value that was not there before."""
    height, width = values.shape
    return resize_nearest(values, (-(-width // THINNING), -(-height // THINNING)))


def disagreement(first: np.ndarray, second: np.ndarray) -> float:
    """Give the share of pixels that differ; 1 if the sizes do."""
    if first.shape != second.shape:
        return 1.0
    return float(np.count_nonzero(first != second)) / first.size
