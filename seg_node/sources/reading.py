# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Sources read to their end, whatever some of their frames are like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from seg_node.core.errors import SourceError
from seg_node.sources.frame_source import Frame, FrameSource, IndexedSource


@dataclass(frozen=True)
class Reading:
    """
    One place of a source, whether or not there is a frame in it.

    :param stamp_ns: in the header of the frame's message [ns], be it 0, repeated or going back;
        None where frames come in no messages.
    :param form: what the message says of its encoding and camera; empty without one.
    :param frame: None if it cannot be read.
    :param fault: why it cannot.
    """

    stamp_ns: int | None = None
    form: str = ''
    frame: Frame | None = None
    fault: SourceError | None = None

    def whole_frame(self) -> Frame:
        """
        Give the frame.

        :raises SourceError: if it cannot be read.
        """
        if self.frame is None:
            raise self.fault or SourceError('there is no frame')
        return self.frame

    def stamped_frame(self) -> Frame:
        """
        Give the frame with the stamp of its message, by which the node goes.

        :raises SourceError: if it cannot be read.
        """
        frame = self.whole_frame()
        return frame if self.stamp_ns is None else replace(frame, stamp_ns=self.stamp_ns)


@runtime_checkable
class RecordedSource(FrameSource, Protocol):
    """A source of messages, which may be broken one by one."""

    def readings(self) -> Iterator[Reading]:
        """Read all frames; a ``SourceError`` says why nothing after it can be read."""
        ...


def read_all(source: FrameSource) -> Iterator[Reading]:
    """
    Read a source, going on after frames that cannot be read where others can be after them.

    :raises SourceError: where reading ends too early.
    """
    if isinstance(source, RecordedSource):
        yield from source.readings()
    elif isinstance(source, IndexedSource):
        yield from (_read(source, index) for index in range(len(source)))
    else:
        yield from (Reading(frame=frame) for frame in source)


def _read(source: IndexedSource, index: int) -> Reading:
    try:
        return Reading(frame=source[index])
    except SourceError as error:
        return Reading(fault=error)
