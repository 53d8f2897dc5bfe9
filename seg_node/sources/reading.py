# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Sources read to their end, whatever some of their frames are like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np

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
    :param label_fault: why the frame is without the labels that its source has for it.
    """

    stamp_ns: int | None = None
    form: str = ''
    frame: Frame | None = None
    fault: SourceError | None = None
    label_fault: SourceError | None = None

    def whole_frame(self) -> Frame:
        """
        Give the frame.

        :raises SourceError: if it cannot be read.
        """
        if self.frame is None:
            raise self.fault or SourceError('there is no frame')
        return self.frame

    def labelled_frame(self) -> Frame:
        """
        Give the frame, for those who need its labels.

        :raises SourceError: if frame or labels cannot be used.
        """
        frame = self.whole_frame()
        if self.label_fault:
            raise self.label_fault
        return frame

    def stamped_frame(self) -> Frame:
        """
        Give the frame with the stamp of its message, by which the node goes.

        :raises SourceError: if it cannot be read.
        """
        frame = self.whole_frame()
        return frame if self.stamp_ns is None else replace(frame, stamp_ns=self.stamp_ns)

    def with_labels(self, read: Callable[[Frame], np.ndarray | None]) -> Reading:
        """
        Give the frame, if there is one, other labels.

        :param read: gives those of a frame, (H, W) uint8 class ids, or None; a ``SourceError``
            says why they cannot be used.
        """
        if self.frame is None:
            return self
        labels, fault = None, None
        try:
            labels = read(self.frame)
        except SourceError as error:
            fault = error
        return replace(self, frame=replace(self.frame, labels=labels), label_fault=fault)


@runtime_checkable
class RecordedSource(FrameSource, Protocol):
    """A source of messages, which may be broken one by one."""

    def readings(self) -> Iterator[Reading]:
        """Read all frames; a ``SourceError`` says why nothing after it can be read."""
        ...


@runtime_checkable
class IndexedReadings(IndexedSource, Protocol):
    """A source whose frames can be read in any order, also those whose labels do not fit."""

    def reading(self, index: int) -> Reading:
        """Read one frame; a ``SourceError`` says why it cannot be read."""
        ...


def read_all(source: FrameSource) -> Iterator[Reading]:
    """
    Read a source, going on after frames that cannot be read where others can be after them.

    :raises SourceError: where reading ends too early.
    """
    if isinstance(source, RecordedSource):
        yield from source.readings()
    elif isinstance(source, IndexedSource):
        yield from (read_one(source, index) for index in range(len(source)))
    else:
        yield from (Reading(frame=frame) for frame in source)


def read_one(source: IndexedSource, index: int) -> Reading:
    """Read one frame, whether or not that succeeds."""
    try:
        if isinstance(source, IndexedReadings):
            return source.reading(index)
        return Reading(frame=source[index])
    except SourceError as error:
        return Reading(fault=error)
