# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Measure what the memory of the drivable area does to flicker, delay and accuracy.

python test/measure_flicker.py weights/lite0_fpn.onnx rendered:0 ../shared/data/camvid/val

Sources are consecutive frames of a camera, each with truth. All rows of a table are of the same
maps. Flicker is the share of settled pixels whose published state changes from a frame to the
next: those whose truth changed in none of the last three frames, neither there nor within one
cell of the net's grid, where no net could show it. Flicker without that is given beside it, as
``all``: every pixel whose truth is the same in both frames.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
import time

import cv2
import numpy as np

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.drivable_area import drivable_area, DrivableAreaParameters
from seg_node.core.label_set import DRIVABLE, UNLABELLED
from seg_node.core.metrics import DrivableCounts
from seg_node.core.pipeline import Pipeline, PipelineSettings, SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.core.temporal_filter import DrivableFilter, Moment
from seg_node.sources.frame_source import Frame
from seg_node.sources.open_source import open_source

SETTLED = 3
HEADER = (
    '| | flicker % | all % | IoU % | false % | recall % | lost, still shown % | '
    'gained, shown % | a frame later % |\n|---|---|---|---|---|---|---|---|---|'
)

Area = Callable[[Frame, SegmentedFrame], np.ndarray]


class Truth:
    """
    What of the truth of a source changes from frame to frame.

    :param drivable_ids: of the drivable classes.
    """

    def __init__(self, drivable_ids: tuple[int, ...]) -> None:
        self.ids = drivable_ids
        self._before: tuple[np.ndarray, np.ndarray] | None = None

    def update(self, labels: np.ndarray, cell: int) -> None:
        """
        Look at the next frame.

        :param labels: (H, W) uint8 class ids.
        :param cell: side of a cell of the net's grid [px].
        """
        is_drivable, is_known = np.isin(labels, self.ids), labels != UNLABELLED
        before, was_known = self._before or (is_drivable, np.zeros_like(is_known))
        changes = is_drivable != before
        reach = np.ones((2 * cell + 1, 2 * cell + 1), np.uint8)
        near = cv2.dilate(changes.astype(np.uint8), reach) > 0
        if self._before is None:
            self._age = np.full(labels.shape, SETTLED)
        self._age = np.where(near, 0, self._age + 1)
        both = is_known & was_known
        self.same = both & ~changes
        self.settled = both & (self._age >= SETTLED)
        self.lost, self.gained = both & before & ~is_drivable, both & ~before & is_drivable
        self._before = is_drivable, is_known


class Score:
    """
    Scores one way to decide the drivable area.

    :param name: of its row.
    :param area: gives the area of a frame on the net's grid.
    """

    def __init__(self, name: str, area: Area) -> None:
        self.name = name
        self._area = area
        self._counts = DrivableCounts()
        self._mask: np.ndarray | None = None
        self._gained = np.zeros((1, 1), np.bool_)
        self._sums = np.zeros((5, 2))
        self.times: list[float] = []

    def update(self, frame: Frame, segmented: SegmentedFrame, truth: Truth) -> None:
        """Score the next frame."""
        begin = time.perf_counter()
        area = self._area(frame, segmented)
        self.times.append(1000 * (time.perf_counter() - begin))
        assert frame.labels is not None
        height, width = frame.labels.shape
        area = resize_nearest(area, (width, height))
        self._counts.update(area, frame.labels, truth.ids)
        mask, before = area > 0, self._mask
        if before is not None:
            changes = mask != before
            pairs = (truth.settled, changes), (truth.same, changes), (truth.lost, mask)
            later = self._gained & truth.same, mask
            for sums, (pixels, is_so) in zip(
                self._sums, (*pairs, (truth.gained, mask), later), strict=True
            ):
                sums += (pixels & is_so).sum(), pixels.sum()
        self._mask, self._gained = mask, truth.gained

    def figures(self) -> list[float]:
        """Give those of its row [%]."""
        scores = self._counts.compute()
        flicker, everywhere, lost, gained, later = self._sums[:, 0] / self._sums[:, 1]
        accuracy = scores.iou, scores.false_drivable_rate, scores.recall
        return [100 * value for value in (flicker, everywhere, *accuracy, lost, gained, later)]


def perfect(ids: tuple[int, ...], frame: Frame, segmented: SegmentedFrame) -> np.ndarray:
    """Give the truth on the net's grid."""
    height, width = segmented.set_probability(DRIVABLE).shape
    assert frame.labels is not None
    truth = np.isin(frame.labels, ids).astype(np.float32)
    share = cv2.resize(truth, (width, height), interpolation=cv2.INTER_AREA)
    return np.where(share >= 0.5, np.uint8(255), np.uint8(0))


def alone(
    parameters: DrivableAreaParameters, frame: Frame, segmented: SegmentedFrame
) -> np.ndarray:
    """Give the area of a frame by itself."""
    return drivable_area(segmented.set_probability(DRIVABLE), parameters).mask


def remembering(
    memory: DrivableFilter,
    ids: tuple[int, ...],
    parameters: DrivableAreaParameters,
    frame: Frame,
    segmented: SegmentedFrame,
) -> np.ndarray:
    """Give the area of the next frame of a stream."""
    decide = partial(memory.decide, moment=Moment(frame.image, frame.stamp_ns, ids))
    return drivable_area(segmented.set_probability(DRIVABLE), parameters, decide).mask


def measure(pipeline: Pipeline, source: str, parsed: argparse.Namespace) -> None:
    """Print the table of a source."""
    lower = DrivableAreaParameters(threshold=parsed.threshold, gain_margin=parsed.margin)
    plain = replace(lower, threshold=parsed.alone)
    ids = pipeline.class_ids(DRIVABLE)
    memory = partial(remembering, DrivableFilter(), ids, lower)
    scores = [
        Score(f'each frame alone, {parsed.alone:g}', partial(alone, plain)),
        Score(f'each frame alone, {lower.threshold:g}', partial(alone, lower)),
        Score(f'with memory, {lower.threshold:g} / {lower.gain_threshold:g}', memory),
        Score("truth on the net's grid", partial(perfect, ids)),
    ]
    truth, infer_ms = Truth(ids), []
    for frame in islice(open_source(source), parsed.frames):
        if frame.labels is None:
            raise SystemExit(f'{source}: frame {frame.name} has no truth')
        begin = time.perf_counter()
        segmented = pipeline.process(frame.image)
        infer_ms.append(1000 * (time.perf_counter() - begin))
        width = segmented.set_probability(DRIVABLE).shape[1]
        truth.update(frame.labels, -(-frame.labels.shape[1] // width))
        for score in scores:
            score.update(frame, segmented, truth)
    size = 'x'.join(map(str, segmented.frame_size))
    print(f'\n{source}, {len(infer_ms)} frames of {size}\n\n{HEADER}')
    for score in scores:
        flicker, everywhere, *others = score.figures()
        cells = f'{flicker:.3f}', f'{everywhere:.3f}', *(f'{value:.2f}' for value in others)
        print(f'| {score.name} | {" | ".join(cells)} |')
    usual, same, filtered, _ = scores
    flickers = [score.figures()[0] for score in (usual, same, filtered)]
    print(
        f'\nwith memory {flickers[2] / flickers[0]:.2f} times the flicker of the first row and '
        f'{flickers[2] / flickers[1]:.2f} times that of the second; medians per frame: net '
        f'{np.median(infer_ms):.1f} ms, area {np.median(same.times):.2f} ms alone and '
        f'{np.median(filtered.times):.2f} ms with memory',
        flush=True,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table in Markdown for each source."""
    default = DrivableAreaParameters()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('model', type=Path)
    parser.add_argument('sources', nargs='+', metavar='SOURCE')
    parser.add_argument('--threshold', type=float, default=default.threshold)
    parser.add_argument('--margin', type=float, default=default.gain_margin)
    parser.add_argument('--alone', type=float, default=0.5, help='threshold of the first row')
    parser.add_argument('--frames', type=int, default=100)
    parsed = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    options = BackendOptions(threads=1, output_size='network')
    pipeline = Pipeline(open_backend('onnxruntime', parsed.model, options), PipelineSettings())
    for source in parsed.sources:
        measure(pipeline, source, parsed)


if __name__ == '__main__':
    main()
