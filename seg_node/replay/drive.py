# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A recorded drive through the pipeline, frame after frame, as through the node."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
import time
from typing import Any, TYPE_CHECKING

import numpy as np

from seg_node.core.errors import BackendError, reason_of, SegNodeError, SourceError
from seg_node.core.pipeline import Pipeline, SegmentedFrame
from seg_node.evaluation.labelled_source import truth_classes
from seg_node.replay.ground.ground_frame import GroundFrame
from seg_node.replay.input_faults import InputFaults
from seg_node.replay.measuring import Classes, measure_frame, swapped_thumbnail, with_ground
from seg_node.replay.records import BrokenFrame
from seg_node.replay.step import Step
from seg_node.sources.frame_source import Frame, FrameSource
from seg_node.sources.reading import read_all, Reading

if TYPE_CHECKING:  # which needs rosbags, as bags alone do
    from seg_node.replay.ground.recorded_ground import RecordedGround

PROBES = 3
"""Of so many frames it is found out what swapped channels would give."""


class Drive:
    """
    Iterating segments all frames once, of which only the first few are kept.

    :param source: of the frames; broken ones are recorded as such.
    :param pipeline: that remembers no frame of another stream.
    :param ground: that hears what is recorded beside the frames, if anything of it is needed.
    """

    def __init__(
        self, source: FrameSource, pipeline: Pipeline, ground: RecordedGround | None = None
    ) -> None:
        self._source = source
        self._pipeline = pipeline
        self._ground = ground
        self._probes: dict[int, np.ndarray] = {}
        self.faults = InputFaults()
        self.end_fault = ''
        """Why nothing could be read any more, if reading ended too early."""
        self.labels = pipeline.labels
        """What the ids in masks stand for."""
        self._classes = Classes(self.labels, truth_classes(source, pipeline.backend.spec.labels))

    def __len__(self) -> int:
        """Count the frames that the source states."""
        return len(self._source)

    def __iter__(self) -> Iterator[Step]:
        """Segment the frames in the order of the source."""
        readings = enumerate(read_all(self._source))
        while True:
            try:
                entry = next(readings, None)
            except SourceError as error:
                self.end_fault = str(error)
                return
            if entry is None:
                self.faults.look_at_end(self._source)
                return
            yield self._step(*entry)

    def more_figures(self) -> dict[str, Any]:
        """Give none, since the steps show all."""
        return {}

    def swapped_masks(self) -> dict[str, str]:
        """
        Find out what swapped channels would have given, once all else is over.

        :returns: packed thumbnails of masks, by the index of their frame.
        """
        masks = {}
        for index, image in self._probes.items():
            with suppress(BackendError):  # then the frame tells nothing of swapped channels
                masks[str(index)] = swapped_thumbnail(self._pipeline, image)
        return masks

    def _step(self, index: int, reading: Reading) -> Step:
        self.faults.look_at(index, reading)
        if reading.fault:
            return Step(BrokenFrame(index, str(reading.fault)))
        frame = reading.stamped_frame()
        if len(self._probes) < PROBES:
            self._probes[index] = frame.image
        try:
            return self._segment(index, frame)
        except Exception as error:  # the runtime's, or one that nobody foresaw, as in the node
            self.faults.note('cannot be segmented', f'frame {index}: {reason_of(error)}')
            return Step(BrokenFrame(index, reason_of(error)), frame)

    def _segment(self, index: int, frame: Frame) -> Step:
        size, seed = self._ground.prepare(frame) if self._ground else (None, None)
        start, cpu_start = time.perf_counter(), time.process_time()
        segmented = self._pipeline.process(frame.image, frame.stamp_ns, size, seed)
        infer_ms = (time.perf_counter() - start) * 1e3
        infer_cpu_ms = (time.process_time() - cpu_start) * 1e3
        ground = self._look(index, segmented, frame)
        record = measure_frame(frame, segmented, index, self._classes, infer_ms)
        if ground:
            record = with_ground(record, ground)
        return Step(record, frame, segmented, infer_cpu_ms, ground)

    def _look(self, index: int, segmented: SegmentedFrame, frame: Frame) -> GroundFrame | None:
        if not self._ground:
            return None
        try:
            return self._ground.look(segmented, self._pipeline.ground_classes, frame)
        except SegNodeError as error:  # masks go on, as in the node
            self.faults.note('ground is not known', f'frame {index}: {reason_of(error)}')
            return None
