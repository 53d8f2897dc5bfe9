# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A few frames from all over a source."""

from __future__ import annotations

from seg_node.core.errors import SourceError
from seg_node.core.sheet import spread_over
from seg_node.sources.frame_source import Frame, FrameSource
from seg_node.sources.picture_source import PictureSource


def read_spread_frames(source: FrameSource, count: int) -> list[Frame]:
    """
    Read frames that lie at even distances.

    :param source: of which only pictures are not read one after the other.
    :param count: of frames, at least 1.
    :raises SourceError: if the source has fewer, or one cannot be read.
    """
    places = spread_over(len(source), count)
    if isinstance(source, PictureSource):
        frames = [source[place] for place in places]
    else:
        wanted = set(places)
        frames = [frame for place, frame in enumerate(source) if place in wanted]
    if len(frames) < count:
        raise SourceError(
            f'{source.name} has {len(frames)} frames and {count} are needed: give one with '
            'more, or ask for fewer'
        )
    return frames
