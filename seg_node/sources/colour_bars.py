# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Moving colour bars of any size, which cost next to nothing to make."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seg_node.core.label_set import LabelSet
from seg_node.sources.frame_source import Frame

_COLOURS = np.array(
    [
        (192, 192, 192),
        (192, 192, 0),
        (0, 192, 192),
        (0, 192, 0),
        (192, 0, 192),
        (192, 0, 0),
        (0, 0, 192),
        (16, 16, 16),
    ],
    np.uint8,
)


class ColourBars:
    """
    A source for measuring everything but the source.

    :param width: of the frames [px].
    :param height: of the frames [px].
    :param frame_count: number of frames.
    """

    label_set: LabelSet | None = None
    rate_hz = 30.0

    def __init__(self, width: int, height: int, frame_count: int) -> None:
        self.name = f'bars:{width}x{height}:{frame_count}'
        self._width = width
        self._frame_count = frame_count
        bar = np.arange(2 * width) * len(_COLOURS) // width % len(_COLOURS)
        # Two periods wide, so that each frame is a view into it.
        self._bars = np.tile(_COLOURS[bar], (height, 1, 1))

    def __len__(self) -> int:
        """Count the frames."""
        return self._frame_count

    def __iter__(self) -> Iterator[Frame]:
        """Give the frames, each a pixel further than the one before."""
        for index in range(self._frame_count):
            left = index % self._width
            image = self._bars[:, left : left + self._width]
            yield Frame(image, round(index * 1e9 / self.rate_hz), f'{index:06d}')
