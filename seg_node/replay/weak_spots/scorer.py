# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A watcher of a replay that scores each frame and keeps none."""

from __future__ import annotations

from math import nan

import numpy as np

from seg_node.core.errors import BackendError
from seg_node.core.label_set import DRIVABLE
from seg_node.core.resizing import resize_nearest
from seg_node.replay.input_faults import InputFaults
from seg_node.replay.step import Step
from seg_node.replay.weak_spots.doubt import doubt, drivable_doubt
from seg_node.replay.weak_spots.drive_clock import DriveClock
from seg_node.replay.weak_spots.flicker import Flicker
from seg_node.replay.weak_spots.scores import Moment, ScoreTable
from seg_node.replay.weak_spots.second_opinion import SecondOpinion


class Scorer:
    """
    Scores the frames of a drive as they come.

    :param rate_hz: of the drive.
    :param faults: where it is counted that the second model fails.
    :param second: model to compare with, if any.
    """

    def __init__(
        self, rate_hz: float, faults: InputFaults, second: SecondOpinion | None = None
    ) -> None:
        self.table = ScoreTable()
        self._clock = DriveClock(rate_hz)
        self._flicker = Flicker()
        self._faults = faults
        self._second = second

    def look_at(self, step: Step) -> None:
        """Score the next frame; a broken one has no scores."""
        if step.frame is None or step.segmented is None:
            self._flicker.forget()
            return
        probability = step.segmented.set_probability(DRIVABLE)
        height, width = probability.shape
        labels = resize_nearest(step.segmented.labels, (width, height))
        index, stamp_ns = step.record.index, step.frame.stamp_ns
        scores = (
            doubt(step.segmented.confidence),
            drivable_doubt(probability),
            self._flicker.measure(step.frame.image, labels),
            *self._differences(index, step.frame.image, labels, probability),
        )
        self.table.add(Moment(index, stamp_ns, self._clock.time_ns(stamp_ns)), scores)

    def _differences(
        self, index: int, image: np.ndarray, labels: np.ndarray, probability: np.ndarray
    ) -> tuple[float, float]:
        if self._second is None:
            return nan, nan
        try:
            return self._second.differences(image, labels, probability)
        except BackendError as error:
            self._faults.note('cannot be segmented by the second model', f'frame {index}: {error}')
            return nan, nan
