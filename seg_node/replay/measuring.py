# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From what the pipeline made of a frame to the record of it."""

from __future__ import annotations

import time

import cv2
import numpy as np

from seg_node.core.label_set import LabelSet
from seg_node.core.metrics import ConfusionMatrix
from seg_node.core.pipeline import Pipeline, SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.replay.packed_map import pack, thumbnail
from seg_node.replay.records import digest, FrameRecord, MAPS, OUTPUTS
from seg_node.sources.frame_source import Frame

_WHOLE_EVERY = 10
"""Masks are kept whole of one frame in so many: shifts by few pixels show only there."""


def measure_frame(pipeline: Pipeline, frame: Frame, index: int, has_truth: bool) -> FrameRecord:
    """
    Segment a frame as the node does, and record what came out.

    :param index: of the frame in its source.
    :param has_truth: whether the frame's labels are of the model's classes.
    :raises BackendError: if the runtime fails.
    """
    start = time.perf_counter()
    segmented = pipeline.process(frame.image, frame.stamp_ns)
    infer_ms = (time.perf_counter() - start) * 1e3
    mask, labels = segmented.mask, pipeline.labels
    return FrameRecord(
        index=index,
        stamp_ns=frame.stamp_ns,
        image=digest(frame.image),
        channel_sums=_channel_sums(frame.image),
        digests={name: digest(getattr(segmented, name)) for name in OUTPUTS},
        pixels=_count_classes(mask, labels),
        drivable_share=round(np.count_nonzero(segmented.drivable_area) / mask.size, 6),
        mean_confidence=round(float(segmented.confidence.mean()) / 255, 6),
        infer_ms=round(infer_ms, 3),
        thumbnails={name: pack(thumbnail(getattr(segmented, name))) for name in MAPS},
        whole_mask=pack(mask) if index % _WHOLE_EVERY == 0 else '',
        truth=_score(segmented, frame, pipeline.backend.spec.labels) if has_truth else {},
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
    segmented: SegmentedFrame, frame: Frame, labels: LabelSet
) -> dict[str, tuple[int, int]]:
    """Count each class's pixels against the truth, at the truth's size."""
    if frame.labels is None:
        return {}
    matrix = ConfusionMatrix(len(labels))
    height, width = frame.labels.shape
    matrix.update(resize_nearest(segmented.labels, (width, height)), frame.labels)
    right = matrix.counts.diagonal()
    either = matrix.counts.sum(axis=1) + matrix.counts[:, :-1].sum(axis=0) - right
    counts = zip(labels.names, right.tolist(), either.tolist(), strict=True)
    return {name: (both, any_of) for name, both, any_of in counts if any_of}
