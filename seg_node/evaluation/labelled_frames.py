# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The frames with truth of one source or several, or of a part of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import UNLABELLED
from seg_node.sources.frame_source import Frame, FrameSource
from seg_node.sources.picture_source import PictureSource


class LabelledFrames:
    """
    Frames of sources, one source after the other; those without a labelled pixel are left out.

    :param sources: with truth of the same classes.
    :param part: first and last frame, counted from 0 over all sources; None for all.
    :raises ConfigurationError: if there is no such part.
    """

    def __init__(
        self, sources: Sequence[FrameSource], part: tuple[int, int] | None = None
    ) -> None:
        self._sources = sources
        self.name = ' + '.join(source.name for source in sources)
        """For people: what was opened, and which part of it."""
        count = sum(map(len, sources))
        first, last = part or (0, count - 1)
        if not 0 <= first <= last < count:
            raise ConfigurationError(
                f'{self.name} has the frames 0 to {count - 1}: frames {first}:{last} are not there'
            )
        self._range = range(first, last + 1)
        if part:
            self.name = f'frames {first} to {last} of {self.name}'

    def __len__(self) -> int:
        """Count the frames, also those without truth."""
        return len(self._range)

    def __iter__(self) -> Iterator[Frame]:
        """Read the frames; a ``SourceError`` names the one that cannot be read."""
        begin = 0
        for source in self._sources:
            first = max(0, self._range.start - begin)
            last = min(len(source), self._range.stop - begin)
            begin += len(source)
            for frame in _read(source, first, last) if first < last else ():
                if frame.labels is not None and (frame.labels != UNLABELLED).any():
                    yield frame


def _read(source: FrameSource, first: int, stop: int) -> Iterator[Frame]:
    if isinstance(source, PictureSource):
        return (source[place] for place in range(first, stop))
    return islice(source, first, stop)
