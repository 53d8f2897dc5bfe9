# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The size of an image as a user types and reads it."""

from __future__ import annotations

import re

from seg_node.core.errors import ConfigurationError

# A slip of the finger is not to take all memory of the robot.
MAX_PIXELS = 1 << 26  # two frames of 8K
_FORM = re.compile(r'(\d{1,5})x(\d{1,5})')


def parse_size(text: str, name: str = 'size') -> tuple[int, int]:
    """
    Read a size.

    :param text: ``WIDTHxHEIGHT`` [px].
    :param name: that an error gives to it.
    :returns: width and height [px].
    :raises ConfigurationError: if the text is not of that form, or the image would be
        empty or too large.
    """
    match = _FORM.fullmatch(text)
    width, height = map(int, match.groups()) if match else (0, 0)
    if not 1 <= width * height <= MAX_PIXELS:
        raise ConfigurationError(
            f"{name} is '{text}': give WIDTHxHEIGHT, e.g. 640x480, of at most {MAX_PIXELS} pixels"
        )
    return width, height


def format_size(size: tuple[int, int]) -> str:
    """Write width and height as ``parse_size`` reads them."""
    width, height = size
    return f'{width}x{height}'


def aspect_difference(size: tuple[int, int], other: tuple[int, int]) -> float:
    """
    Tell by how much one size is wider than another of the same height, or narrower.

    :param size: (width, height) [px].
    :param other: (width, height) [px].
    :returns: share of the narrower one's width, 0 or more.
    """
    wide, narrow = size[0] * other[1], other[0] * size[1]
    return max(wide, narrow) / min(wide, narrow) - 1
