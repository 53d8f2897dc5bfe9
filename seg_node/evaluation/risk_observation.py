# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a pipeline calls in each class set on labelled frames, at every threshold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from seg_node.core.calibration_error import CalibrationError, Reliability
from seg_node.core.drivable_area import drivable_area, DrivableAreaParameters
from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.image_size import format_size
from seg_node.core.label_set import DRIVABLE
from seg_node.core.pipeline import Pipeline, SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.core.risk_control import count_levels
from seg_node.sources.frame_source import Frame


@dataclass(frozen=True)
class RiskObservation:
    """
    What was counted, frame by frame.

    :param network_size: (width, height) that all frames were segmented at [px].
    :param sets: (n, 2, 256) of ``count_levels`` by the name of the class set.
    :param areas: the same of the drivable area, with holes filled and from the seed on, by
        threshold; its pixels have the levels 0 and 255.
    :param reliability: of the confidence.
    """

    network_size: tuple[int, int]
    sets: dict[str, np.ndarray]
    areas: dict[float, np.ndarray]
    reliability: Reliability


def observe(
    pipeline: Pipeline, frames: Iterable[Frame], name: str, thresholds: Sequence[float] = ()
) -> RiskObservation:
    """
    Segment frames and count at their truth's size, where maps are enlarged as published ones.

    :param pipeline: of the model.
    :param frames: with truth of the model's classes.
    :param name: of the frames, for errors.
    :param thresholds: of drivable areas.
    :raises SourceError: if there is no frame, or one cannot be read.
    :raises ConfigurationError: if the frames are segmented at several sizes.
    :raises BackendError: if the runtime fails.
    """
    sets: dict[str, list[np.ndarray]] = defaultdict(list)
    areas: dict[float, list[np.ndarray]] = defaultdict(list)
    calibration = CalibrationError()
    network_size = None
    for frame in frames:
        assert frame.labels is not None
        segmented = pipeline.process(frame.image)
        network_size = _same_size(network_size, pipeline, segmented, name)
        _update(calibration, segmented, frame.labels)
        for set_name in pipeline.set_names:
            probability = segmented.set_probability(set_name)
            sets[set_name].append(_count(probability, frame.labels, pipeline, set_name))
        for threshold in thresholds:
            area = _area(segmented, threshold)
            areas[threshold].append(_count(area, frame.labels, pipeline, DRIVABLE))
    if network_size is None:
        raise SourceError(f'{name} has no frame with labels: give one that has')
    return RiskObservation(
        network_size,
        {set_name: np.stack(counts) for set_name, counts in sets.items()},
        {threshold: np.stack(counts) for threshold, counts in areas.items()},
        calibration.compute(),
    )


def _same_size(
    before: tuple[int, int] | None, pipeline: Pipeline, segmented: SegmentedFrame, name: str
) -> tuple[int, int]:
    size = pipeline.backend.network_size(segmented.frame_size)
    if before not in (None, size):
        raise ConfigurationError(
            f'{name} has frames that are segmented at {format_size(before)} and at '
            f'{format_size(size)}, and a risk holds for one size: give frames of one camera, or '
            'one network size for all'
        )
    return size


def _update(calibration: CalibrationError, segmented: SegmentedFrame, truth: np.ndarray) -> None:
    size = (truth.shape[1], truth.shape[0])
    mask, confidence = (
        resize_nearest(image, size) for image in (segmented.mask, segmented.confidence)
    )
    calibration.update(confidence, mask, truth)


def _count(values: np.ndarray, truth: np.ndarray, pipeline: Pipeline, set_name: str) -> np.ndarray:
    enlarged = resize_nearest(values, (truth.shape[1], truth.shape[0]))
    return count_levels(enlarged, truth, pipeline.class_ids(set_name))


def _area(segmented: SegmentedFrame, threshold: float) -> np.ndarray:
    parameters = replace(DrivableAreaParameters(), threshold=threshold)
    return drivable_area(segmented.set_probability(DRIVABLE), parameters).mask
