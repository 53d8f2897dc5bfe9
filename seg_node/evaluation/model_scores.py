# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that is measured of a model: classes, outlines, drivable area and confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from seg_node.core.boundary_f1 import BoundaryF1
from seg_node.core.calibration_error import CalibrationError, Reliability
from seg_node.core.errors import SourceError
from seg_node.core.label_set import LabelSet
from seg_node.core.pipeline import Pipeline, SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.evaluation.accuracy import Accuracy, by_class, number
from seg_node.sources.frame_source import Frame

FrameObserver = Callable[[Frame, SegmentedFrame], None]
"""Is shown a frame and what the pipeline made of it."""


class ModelScores:
    """
    Scores what a pipeline gives, frame after frame, at the size of the truth.

    :param labels: classes of model and truth.
    """

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self._accuracy = Accuracy(labels)
        self._boundary = BoundaryF1(len(labels))
        self._calibration = CalibrationError()

    @property
    def frame_count(self) -> int:
        """Count the frames up to now."""
        return self._accuracy.frame_count

    @property
    def reliability(self) -> Reliability:
        """Say how confidence and correctness go together."""
        return self._calibration.compute()

    def update(self, segmented: SegmentedFrame, truth: np.ndarray) -> None:
        """
        Score one frame.

        :param segmented: what the pipeline gave; maps of another size than the
            truth's are enlarged or reduced by nearest neighbour.
        :param truth: (H, W) uint8 class ids, 255 where unlabelled.
        """
        size = (truth.shape[1], truth.shape[0])
        mask, confidence, drivable_area = (
            resize_nearest(image, size)
            for image in (segmented.mask, segmented.confidence, segmented.drivable_area)
        )
        self._accuracy.update(mask, drivable_area, truth)
        self._boundary.update(mask, truth)
        self._calibration.update(confidence, mask, truth)

    def to_dict(self) -> dict[str, Any]:
        """
        Give the scores under the names that reports use.

        ``class_accuracy`` is the mean over the classes that are in truth. A score
        that nothing was counted for is None, which JSON can hold.
        """
        boundary, reliability = self._boundary.compute(), self.reliability
        return {
            'frames': self.frame_count,
            **self._accuracy.to_dict(),
            'class_accuracy_per_class': self._accuracy.class_accuracies(),
            'boundary_f1': number(boundary.f1),
            'boundary_f1_per_class': by_class(self._labels, boundary.class_f1),
            'ece': number(reliability.ece),
            'reliability': {
                name: [number(value) for value in getattr(reliability, name)]
                for name in ('share', 'confidence', 'accuracy')
            },
        }


def score_model(
    pipeline: Pipeline, frames: Iterable[Frame], name: str, observe: FrameObserver | None = None
) -> ModelScores:
    """
    Score a model on frames; those without truth are left out.

    :param pipeline: of the model.
    :param frames: with truth of the model's classes.
    :param name: of the frames, for the error.
    :param observe: is shown all frames, also those without truth, of which there
        may be no others then.
    :raises SourceError: if no frame has truth and none is observed, or one cannot be read.
    :raises BackendError: if the runtime fails.
    """
    scores = ModelScores(pipeline.labels)
    for frame in frames:
        if frame.labels is None and observe is None:
            continue
        segmented = pipeline.process(frame.image)
        if frame.labels is not None:
            scores.update(segmented, frame.labels)
        if observe is not None:
            observe(frame, segmented)
    if not scores.frame_count and observe is None:
        raise SourceError(f'{name} has no frame with labels: give one that has')
    return scores
