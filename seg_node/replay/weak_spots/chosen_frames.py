# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A few frames of a source, read again."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from seg_node.sources.frame_source import Frame, FrameSource, IndexedSource
from seg_node.sources.reading import read_all, read_one


def read_chosen(source: FrameSource, indices: Collection[int]) -> Iterator[tuple[int, Frame]]:
    """
    Read frames that could be read before, in the order of the source.

    Unlike ``read_frames`` it goes past others that are broken.

    :param source: of the frames.
    :param indices: of at least one frame, counted as by ``Drive``.
    :raises SourceError: if one of them cannot be read any more.
    """
    if isinstance(source, IndexedSource):
        yield from ((index, read_one(source, index).whole_frame()) for index in sorted(indices))
        return
    last = max(indices)
    for index, reading in enumerate(read_all(source)):
        if index in indices:
            yield index, reading.whole_frame()
        if index == last:
            return
