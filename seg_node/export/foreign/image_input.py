# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a foreign net's file says of its input: layouts and sizes that are possible."""

from __future__ import annotations

from typing import Literal

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.image_size import format_size
from seg_node.export.foreign.net_file import Port

ImageLayout = Literal['NCHW', 'NHWC']

_CHANNEL_AXIS: dict[ImageLayout, int] = {'NCHW': 1, 'NHWC': 3}


def possible_layouts(image: Port) -> list[ImageLayout]:
    """
    Say in which layouts an input may be an image: both where all its axes are open.

    :param image: the input.
    :raises ModelFileError: if it is no image, not one of three colours, or one of a fixed
        number of frames other than 1.
    """
    if len(image.shape) == 4 and image.shape[0] in (1, None):
        if image.shape[1:] == (None, None, None):
            return list(_CHANNEL_AXIS)
        layouts = [layout for layout, axis in _CHANNEL_AXIS.items() if image.shape[axis] == 3]
        if layouts:
            return layouts[:1]
    raise ModelFileError(
        f'its input is {image}, and an image is (N, 3, H, W) or (N, H, W, 3), with N open or 1: '
        'export the net for colour frames'
    )


def fixed_sides(image: Port, layout: ImageLayout) -> tuple[int | None, int | None]:
    """Give the width and height that the file fixes [px], None where it leaves them open."""
    first = 2 if layout == 'NCHW' else 1
    height, width = image.shape[first : first + 2]
    return width, height


def choose_size(
    image: Port, layout: ImageLayout, asked: tuple[int, int] | None
) -> tuple[int, int]:
    """
    Choose the size to run a net at.

    :param image: its input.
    :param layout: of the input.
    :param asked: (width, height) that the user wants [px]; None for the only one.
    :returns: (width, height) [px].
    :raises ConfigurationError: if ``asked`` is missing or is not what the file fixes.
    """
    sides = zip(fixed_sides(image, layout), asked or (0, 0), strict=True)
    width, height = (fixed or wanted for fixed, wanted in sides)
    if not width or not height:
        raise ConfigurationError(
            f'its input is {image}, open in width or height: give --network-size, the size that '
            'it was trained at, e.g. 1024x512'
        )
    if asked not in (None, (width, height)):
        found, only = format_size(asked), format_size((width, height))
        raise ConfigurationError(f'--network-size is {found}, and the net takes {only} alone')
    return width, height
