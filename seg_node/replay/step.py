# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""One frame of a replay, for all who watch it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from seg_node.core.pipeline import SegmentedFrame
from seg_node.replay.comparison import FrameDifference
from seg_node.replay.ground.ground_frame import GroundFrame
from seg_node.replay.records import Record
from seg_node.sources.frame_source import Frame


class Step(NamedTuple):
    """
    A frame, and what came of it.

    :param record: of the frame.
    :param frame: None if it could not be read.
    :param segmented: None if nothing came out.
    :param infer_cpu_ms: CPU time of all threads for net and maps [ms].
    :param ground: what it shows of the ground, if that is wanted and known.
    :param earlier: what the reference has in its place, if there is one.
    :param difference: from that, if it is more than it may be.
    """

    record: Record
    frame: Frame | None = None
    segmented: SegmentedFrame | None = None
    infer_cpu_ms: float = 0.0
    ground: GroundFrame | None = None
    earlier: Record | None = None
    difference: FrameDifference | None = None


class Watcher(Protocol):
    """Whoever looks at the frames of a replay, one after the other, and keeps few of them."""

    def look_at(self, step: Step) -> None:
        """Look at the next frame."""
        ...
