# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From what the pipeline made of a frame to the record of it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np

from seg_node.core.label_set import LabelSet
from seg_node.core.metrics import ConfusionMatrix
from seg_node.core.pipeline import Pipeline, SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.replay.ground.ground_frame import GroundFrame
from seg_node.replay.input_evidence import picture_profiles
from seg_node.replay.packed_map import pack, thumbnail
from seg_node.replay.records import digest, FrameRecord, MAPS, OUTPUTS
from seg_node.sources.frame_source import Frame

_STEPS = 250
_WHOLE_EVERY = 10
"""Masks are kept whole of one frame in so many: shifts by few pixels show only there."""


class Classes(NamedTuple):
    """
    What the ids in maps and truth stand for.

    :param published: in the mask.
    :param truth: in truth and labels; None if the source's truth is of other classes.
    """

    published: LabelSet
    truth: LabelSet | None


def measure_frame(
    frame: Frame, segmented: SegmentedFrame, index: int, classes: Classes, infer_ms: float
) -> FrameRecord:
    """
    Record what came out of a frame.

    :param index: of the frame in its source.
    :param classes: of its maps.
    :param infer_ms: time for net and maps [ms].
    """
    mask, is_kept_whole = segmented.mask, index % _WHOLE_EVERY == 0
    return FrameRecord(
        index=index,
        stamp_ns=frame.stamp_ns,
        image=digest(frame.image),
        channel_sums=_channel_sums(frame.image),
        digests={name: digest(getattr(segmented, name)) for name in OUTPUTS},
        pixels=_count_classes(mask, classes.published),
        drivable_share=round(np.count_nonzero(segmented.drivable_area) / mask.size, 6),
        mean_confidence=round(float(segmented.confidence.mean()) / 255, 6),
        infer_ms=round(infer_ms, 3),
        thumbnails={name: pack(thumbnail(getattr(segmented, name))) for name in MAPS},
        profiles=picture_profiles(frame.image) if is_kept_whole else '',
        whole_mask=pack(mask) if is_kept_whole else '',
        truth=_score(segmented.labels, frame.labels, classes.truth),
    )


def with_ground(record: FrameRecord, ground: GroundFrame) -> FrameRecord:
    """
    Record what a frame shows of the ground too.

    :param record: of its maps.
    """
    cells, ranges = ground.cells, ground.ranges
    # In steps of 0.4 % of the range, of which two stand for all free and for unknown.
    steps = np.nan_to_num(_STEPS * ranges / ground.range_max, nan=255, posinf=254).astype(np.uint8)
    maps = {'drivable_grid': cells.view(np.uint8), 'drivable_scan': steps[np.newaxis]}
    return replace(
        record,
        digests={
            **record.digests,
            'drivable_grid': digest(cells),
            'drivable_scan': digest(ranges),
        },
        thumbnails={**record.thumbnails, **{name: pack(map_) for name, map_ in maps.items()}},
    )


def swapped_thumbnail(pipeline: Pipeline, image: np.ndarray) -> str:
    """
    Give the packed thumbnail of the mask for red and blue swapped.

    Without a stamp, the pipeline remembers nothing of it.
    """
    return pack(thumbnail(pipeline.process(np.ascontiguousarray(image[:, :, ::-1])).mask))


def _channel_sums(image: np.ndarray) -> tuple[int, int, int]:
    red, green, blue, _ = map(int, cv2.sumElems(image))
    return red, green, blue


def _count_classes(mask: np.ndarray, labels: LabelSet) -> dict[str, int]:
    counts = np.bincount(mask.ravel(), minlength=256)
    names = dict(enumerate(labels.names))
    return {names.get(i, 'unlabelled'): int(counts[i]) for i in np.flatnonzero(counts).tolist()}


def _score(
    labels: np.ndarray, truth: np.ndarray | None, classes: LabelSet | None
) -> dict[str, tuple[int, int]]:
    """Count each class's pixels against the truth, at the truth's size."""
    if truth is None or classes is None:
        return {}
    matrix = ConfusionMatrix(len(classes))
    height, width = truth.shape
    matrix.update(resize_nearest(labels, (width, height)), truth)
    right = matrix.counts.diagonal()
    either = matrix.counts.sum(axis=1) + matrix.counts[:, :-1].sum(axis=0) - right
    counts = zip(classes.names, right.tolist(), either.tolist(), strict=True)
    return {name: (both, any_of) for name, both, any_of in counts if any_of}
