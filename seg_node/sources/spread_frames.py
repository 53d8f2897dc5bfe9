# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A few frames of a source: those at some places, or from all over it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from seg_node.core.errors import SourceError
from seg_node.core.sheet import spread_over
from seg_node.sources.frame_source import Frame, FrameSource, IndexedSource


def read_frames(source: FrameSource, places: Collection[int]) -> Iterator[tuple[int, Frame]]:
    """
    Read the frames at some places, each with its place, in the order of the source.

    :param source: read one frame after the other up to the last place, if it is not indexed.
    :param places: of frames, 0 for the first.
    :raises SourceError: if a frame cannot be read.
    """
    wanted = sorted(set(places))
    if isinstance(source, IndexedSource):
        yield from ((place, source[place]) for place in wanted)
        return
    for place, frame in enumerate(islice(source, max(wanted, default=-1) + 1)):
        if place in wanted:
            yield place, frame


def read_every(source: FrameSource, every: int) -> Iterator[tuple[int, Frame]]:
    """
    Read the first of each so many frames, each with its place.

    :param source: read to its end, however many frames it said to have, if it is not indexed.
    :param every: at least 1.
    :raises SourceError: if a frame cannot be read.
    """
    if isinstance(source, IndexedSource):
        return read_frames(source, range(0, len(source), every))
    return islice(enumerate(source), 0, None, every)


def read_spread_frames(source: FrameSource, count: int) -> list[Frame]:
    """
    Read frames that lie at even distances.

    :param source: as for ``read_frames``.
    :param count: of frames, at least 1.
    :raises SourceError: if the source has fewer, or one cannot be read.
    """
    frames = [frame for _, frame in read_frames(source, spread_over(len(source), count))]
    if len(frames) < count:
        raise SourceError(
            f'{source.name} has {len(frames)} frames and {count} are needed: give one with '
            'more, or ask for fewer'
        )
    return frames
