# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which of many frames are the best, the typical and the worst."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any, NamedTuple

from seg_node.core.label_set import LabelSet
from seg_node.core.pipeline import SegmentedFrame
from seg_node.evaluation.accuracy import number
from seg_node.evaluation.gallery.frame_score import FrameScore, score_frame
from seg_node.sources.frame_source import Frame


class Group(NamedTuple):
    """Frames to be shown together: how they lie in the ranking, e.g. ``best``."""

    kind: str
    frames: Sequence[FrameScore]


class Ranking:
    """
    Frames in the order of their mIoU, or of their mean confidence where none has truth.

    Only scores are kept, no pictures. Equal frames keep the order in which they came.

    :param labels: classes of masks and truth.
    """

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self._frames: list[FrameScore] = []

    def add(self, frame: Frame, segmented: SegmentedFrame) -> None:
        """Score the source's next frame."""
        place = len(self._frames)
        self._frames.append(score_frame(place, frame, segmented, self._labels))

    @property
    def is_by_truth(self) -> bool:
        """Whether any frame has truth enough for an order by mIoU."""
        return any(frame.truth for frame in self._frames)

    @property
    def left_out_count(self) -> int:
        """Count the frames that are in no group because others have truth and they have not."""
        return len(self._frames) - len(self._candidates())

    def groups(self, size: int) -> list[Group]:
        """
        Choose the frames to show, none of them twice.

        :param size: most frames of a group. Of fewer than three times as many, all are shown.
        :returns: the groups that have a frame, each from its most telling frame on: best to
            worse, around the median, worst to better; or least sure, typical, most sure.
        """
        frames = self._candidates()
        if self.is_by_truth:
            kinds = ('best', 'typical', 'worst')
        else:
            kinds = ('least sure', 'typical', 'most sure')
        ranked = sorted(frames, key=_rank)
        count = len(ranked)
        outer = min(size, (count + 1) // 3)
        inner = min(size, count - 2 * outer)
        start = (count - inner) // 2
        last = sorted(ranked[count - outer :], key=lambda frame: -_rank(frame))
        parts = (ranked[:outer], ranked[start : start + inner], last)
        return [Group(kind, part) for kind, part in zip(kinds, parts, strict=True) if part]

    def to_dict(self) -> dict[str, Any]:
        """Say what can be said without truth, under the names that reports use."""
        return {
            'frames': len(self._frames),
            'mean_confidence': number(fmean(frame.confidence for frame in self._frames)),
            'drivable_share': number(fmean(frame.drivable_share for frame in self._frames)),
        }

    def _candidates(self) -> list[FrameScore]:
        with_truth = [frame for frame in self._frames if frame.truth]
        return with_truth or self._frames


def _rank(frame: FrameScore) -> float:
    """Give a number that is the smaller, the earlier a frame comes among its like."""
    return -frame.truth.miou if frame.truth else frame.confidence
