# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a report is made of, gathered frame by frame within bounded memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from seg_node.core.label_set import LabelSet
from seg_node.replay.figures import COSTS, Figures
from seg_node.replay.records import FrameRecord, Record
from seg_node.replay.report.pictures import FrameArtist, FramePictures
from seg_node.replay.report.series import Series
from seg_node.replay.report.spread_choice import Chosen, SpreadChoice
from seg_node.replay.step import Step

_SHOWN = 10
_HOUR_NS = 3600 * 10**9
"""A stamp after it is of a clock that tells the date, where 0 stands for no stamp."""


class Track:
    """What one run gave, over time."""

    def __init__(self) -> None:
        self.series: dict[str, Series] = defaultdict(Series)
        """By the name of what is drawn."""
        self._lost_count = 0

    def look_at(self, record: Record) -> None:
        """Look at the next frame."""
        if isinstance(record, FrameRecord):
            for name, value in _values(record).items():
                self.series[name].add(record.index, value)
        else:
            self._lost_count += 1
            self.series['lost'].add(record.index, 1)
        self.series['lost_count'].add(record.index, self._lost_count)


class Material:
    """
    Watches a replay.

    Frames are the worse, the lower their mIoU is, or, where no frame has truth, their mean
    confidence.

    :param labels: that the ids in masks stand for.
    """

    def __init__(self, labels: LabelSet) -> None:
        self.labels = labels
        self.now, self.before = Track(), Track()
        self._figures_before = Figures()
        self.stamps_s = Series()
        """Of the frames, from the first one on."""
        self.differences = Series()
        """Extents of the frames that differ, in percent."""
        self.frame_count = 0
        self.has_truth = False
        self._first_ns: int | None = None
        artist = FrameArtist(labels)
        self._draw_result = artist.draw_result
        self._worst = SpreadChoice(artist.draw_result)
        self._changes = SpreadChoice(artist.draw_change)

    def look_at(self, step: Step) -> None:
        """Look at the next frame."""
        record = step.record
        self.frame_count = record.index + 1
        self.now.look_at(record)
        if step.earlier:
            self.before.look_at(step.earlier)
            self._figures_before.look_at(Step(step.earlier))
        if step.difference:
            self.differences.add(record.index, 100 * step.difference.extent)
        if isinstance(record, FrameRecord):
            self._look_at_stamp(record)
            self._rank(step, record)

    def figures_before(self) -> dict[str, Any]:
        """Give those of the reference up to now as ``Figures`` does, but for its own costs."""
        figures = self._figures_before.to_dict()
        return {name: value for name, value in figures.items() if name not in COSTS}

    def unknown_classes(self) -> list[str]:
        """Name classes of the reference that the ids in the present masks do not stand for."""
        known = {*self.labels.names, 'unlabelled'}
        return [name for name in self.figures_before().get('class_share', {}) if name not in known]

    def worst_frames(self) -> list[Chosen[FramePictures]]:
        """Give the worst frames, the worst first."""
        return self._worst.best(_SHOWN)

    def largest_changes(self) -> list[Chosen[FramePictures]]:
        """Give those that differ most from the reference, the most different first."""
        return self._changes.best(_SHOWN)

    def _look_at_stamp(self, record: FrameRecord) -> None:
        if self._first_ns is None or (self._first_ns == 0 and record.stamp_ns > _HOUR_NS):
            self._first_ns = record.stamp_ns
        if record.stamp_ns >= self._first_ns:
            self.stamps_s.add(record.index, (record.stamp_ns - self._first_ns) / 1e9)

    def _rank(self, step: Step, record: FrameRecord) -> None:
        if step.frame is None or step.segmented is None:
            return
        if record.truth and not self.has_truth:
            self.has_truth = True
            self._worst = SpreadChoice(self._draw_result)
        if not self.has_truth:
            self._worst.offer(-record.mean_confidence, step)
        elif record.truth:
            self._worst.offer(-mean_iou(record.truth), step)
        if step.difference and isinstance(step.earlier, FrameRecord):
            self._changes.offer(step.difference.extent, step)


def mean_iou(truth: Mapping[str, tuple[int, ...]]) -> float:
    """Give the mean IoU over the classes that are in truth or mask of a frame."""
    return sum(both / either for both, either in truth.values()) / len(truth)


def _values(record: FrameRecord) -> dict[str, float]:
    """Give what is drawn: shares in percent, times in milliseconds."""
    values = {
        'drivable_share': 100 * record.drivable_share,
        'mean_confidence': 100 * record.mean_confidence,
    }
    if record.truth:
        values['miou'] = 100 * mean_iou(record.truth)
    times = {'infer_ms': record.infer_ms, 'latency_ms': record.latency_ms}
    return values | {name: time_ms for name, time_ms in times.items() if time_ms}
