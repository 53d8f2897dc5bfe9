# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Measure whether frames that rank as weak spots are those that a model gets wrong.

python test/measure_weak_spots.py weights/lite0_fpn.onnx ../shared/data/camvid/val rendered:0

Sources have truth, which the scores do not see. Of each score and of the ranking it is told how
its order agrees with that of the true errors (Spearman's rank correlation), and what the first
frames are like beside as many random ones. The last tables are of all sources as one drive.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.cli.size_argument import size_argument
from seg_node.core.label_set import DRIVABLE, UNLABELLED
from seg_node.core.pipeline import Pipeline, PipelineSettings, SegmentedFrame
from seg_node.core.resizing import resize_nearest
from seg_node.replay.drive import Drive
from seg_node.replay.weak_spots.prelabel import prelabel
from seg_node.replay.weak_spots.ranking import choose, weakness
from seg_node.replay.weak_spots.scorer import Scorer
from seg_node.replay.weak_spots.scores import SCORES
from seg_node.replay.weak_spots.second_opinion import SecondOpinion
from seg_node.sources.frame_source import Frame
from seg_node.sources.open_source import open_source

ERRORS = ('pixels', 'drivable', 'false-drivable rate')
CONFIDENCES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)
DRAWS = 10_000


class Measurement:
    """
    Scores and true errors of frames.

    :param pipeline: of the model.
    :param second: model to compare with, if any.
    """

    def __init__(self, pipeline: Pipeline, second: SecondOpinion | None) -> None:
        self._pipeline = pipeline
        self._second = second
        self.scores: list[np.ndarray] = []
        self.times_ns: list[np.ndarray] = []
        self.errors: list[np.ndarray] = []
        self.prelabels = np.zeros((len(CONFIDENCES), 3))

    def add(self, text: str) -> None:
        """Look at a source."""
        source = open_source(text)
        drive = Drive(source, self._pipeline)
        scorer = Scorer(source.rate_hz, drive.faults, self._second)
        errors = []
        for step in drive:
            scorer.look_at(step)
            if step.frame is None or step.segmented is None or step.frame.labels is None:
                raise SystemExit(f'{text}: frame {step.record.index} has no maps or no truth')
            errors.append(self._true_errors(step.frame, step.segmented))
            self._look_at_prelabels(step.frame.labels, step.segmented)
        self.scores.append(scorer.table.scores)
        self.times_ns.append(scorer.table.times_ns)
        self.errors.append(np.array(errors))

    def _true_errors(self, frame: Frame, segmented: SegmentedFrame) -> tuple[float, ...]:
        truth = frame.labels
        assert truth is not None
        is_known = truth != UNLABELLED
        size = segmented.frame_size
        is_wrong = resize_nearest(segmented.labels, size) != truth
        is_called = resize_nearest(segmented.drivable_area, size) > 0
        is_drivable = np.isin(truth, self._pipeline.class_ids(DRIVABLE))
        false_count = np.count_nonzero(is_called & ~is_drivable & is_known)
        return (
            float(is_wrong[is_known].mean()),
            float((is_called != is_drivable)[is_known].mean()),
            false_count / max(1, np.count_nonzero(is_called & is_known)),
        )

    def _look_at_prelabels(self, truth: np.ndarray, segmented: SegmentedFrame) -> None:
        for sums, least in zip(self.prelabels, CONFIDENCES, strict=True):
            labels = prelabel(segmented, least)
            is_known = truth != UNLABELLED
            is_given = (labels != UNLABELLED) & is_known
            sums += is_known.sum(), is_given.sum(), (is_given & (labels == truth)).sum()


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Give Spearman's, over the frames of which both are known."""
    is_known = ~np.isnan(first) & ~np.isnan(second)
    return float(np.corrcoef(_ranks(first[is_known]), _ranks(second[is_known]))[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    ordered = np.sort(values)
    return np.searchsorted(ordered, values, 'left') + np.searchsorted(ordered, values, 'right')


def orders(scores: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Give each score that is known, and what the ranking makes of all, with its name."""
    for name, column in zip(SCORES, scores.T, strict=True):
        if not np.isnan(column).all():
            yield name.replace('_', ' '), np.where(np.isnan(column), -1, column)
    yield 'ranking', weakness(scores)


def print_table(
    name: str, scores: np.ndarray, errors: np.ndarray, times_ns: np.ndarray | None, count: int
) -> None:
    """Print what the first frames of each order are like."""
    print(f'\n{name}, {len(scores)} frames; first {count} of each order\n')
    print('| | order: pixels | drivable | first: pixels % | drivable % | false-drivable % |')
    print('|---|---|---|---|---|---|')
    for title, values in orders(scores):
        known = np.where(values < 0, np.nan, values)
        agreement = [correlation(known, errors[:, column]) for column in (0, 1)]
        first = errors[choose(values, np.arange(len(values)), count, 0)].mean(axis=0)
        print(_row(title, [f'{value:.2f}' for value in agreement], 100 * first))
    if times_ns is not None:
        rows = choose(weakness(scores), times_ns, count, 0.5)
        title = f'ranking, 0.5 s apart: {len(rows)}'
        print(_row(title, ['', ''], 100 * errors[rows].mean(axis=0)))
    generator = np.random.default_rng(0)
    draws = [generator.choice(len(errors), count, replace=False) for _ in range(DRAWS)]
    means = np.array([100 * errors[rows].mean(axis=0) for rows in draws])
    print(_row('random, mean', ['', ''], means.mean(axis=0)))
    print(_row('random, 95 % are below', ['', ''], np.quantile(means, 0.95, axis=0)))


def _row(title: str, agreement: Sequence[str], values: np.ndarray) -> str:
    cells = [title, *agreement, *(f'{value:.2f}' for value in values)]
    return f'| {" | ".join(cells)} |'


def print_prelabels(sums: np.ndarray) -> None:
    """Print how many pixels get a class for a start, and how many of these are right."""
    print('\n| least confidence | pixels with a class % | of these right % |\n|---|---|---|')
    for least, (known, given, right) in zip(CONFIDENCES, sums, strict=True):
        print(f'| {least:g} | {100 * given / known:.1f} | {100 * right / given:.1f} |')


def main(arguments: Sequence[str] | None = None) -> None:
    """Print tables in Markdown for each source, and for all of them as one drive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('model', type=Path)
    parser.add_argument('sources', nargs='+', metavar='SOURCE')
    parser.add_argument('--second', type=Path, metavar='MODEL')
    parser.add_argument('--second-size', type=size_argument, metavar='WxH')
    parser.add_argument('--first', type=int, default=20, metavar='COUNT')
    parsed = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    options = BackendOptions(1)
    pipeline = Pipeline(open_backend('onnxruntime', parsed.model, options), PipelineSettings())
    second = None
    if parsed.second:
        other = open_backend('onnxruntime', parsed.second, BackendOptions(1, parsed.second_size))
        second = SecondOpinion(other, pipeline)
    measurement = Measurement(pipeline, second)
    with closing(pipeline.backend):
        for place, source in enumerate(parsed.sources):
            measurement.add(source)
            scores, errors = measurement.scores[place], measurement.errors[place]
            print_table(source, scores, errors, measurement.times_ns[place], parsed.first)
    if len(parsed.sources) > 1:
        scores, errors = np.concatenate(measurement.scores), np.concatenate(measurement.errors)
        print_table('all of them', scores, errors, None, parsed.first)
    print_prelabels(measurement.prelabels)


if __name__ == '__main__':
    main()
