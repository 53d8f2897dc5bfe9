# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Our pipeline beside its rivals: same net, frames, threads and process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ConfigurationError
from seg_node.core.image_size import format_size
from seg_node.evaluation.benchmark.agreement import Agreement
from seg_node.evaluation.benchmark.camera_messages import CameraMessage, create_message
from seg_node.evaluation.benchmark.contestant import Contestant
from seg_node.evaluation.benchmark.line_up import ComparedModel, line_up
from seg_node.evaluation.benchmark.machine import describe_machine, describe_versions
from seg_node.evaluation.benchmark.measurement import measure
from seg_node.evaluation.benchmark.report import ratios, summarise

_MARGIN_NETWORK_PX = 2


@dataclass(frozen=True)
class ComparisonOptions:
    """
    How to compare.

    :param network_size: (width, height) of the net's input [px], or None for what
        the node would choose.
    :param threads: of every pipeline.
    :param rounds: how often each pipeline has its turn.
    :raises ConfigurationError: if there are no threads or no rounds.
    """

    network_size: tuple[int, int] | None = None
    threads: int = 1
    rounds: int = 3

    def __post_init__(self) -> None:
        if self.threads < 1 or self.rounds < 1:
            raise ConfigurationError(
                f'{self.threads} threads and {self.rounds} rounds: give at least one of each'
            )


def compare(
    images: Sequence[np.ndarray], model: ComparedModel, options: ComparisonOptions
) -> dict[str, Any]:
    """
    Measure all pipelines on the frames of one camera.

    :param images: each (H, W, 3) uint8 RGB, all of one size.
    :param model: the net of all pipelines.
    :param options: how to compare.
    :returns: a report that JSON can hold.
    :raises SegNodeError: if the model cannot be used for this.
    """
    messages = [create_message(image) for image in images]
    backend_options = BackendOptions(options.threads, options.network_size)
    backend = OnnxRuntimeBackend(model.path, backend_options)
    spec, frame_size = backend.spec, messages[0].size
    network_size = backend.network_size(frame_size)
    backend.close()
    competition = line_up(model, spec, replace(backend_options, network_size=network_size))
    contestants = competition.contestants
    with _opencv_threads(options.threads):
        steps = len(contestants) * len(messages) * options.rounds
        with tqdm(total=steps, desc='frames', unit='frame', disable=None) as progress:
            costs = measure(contestants, messages, options.rounds, progress.update)
        alike = [each for each in contestants if each.name not in competition.strangers]
        agreement = _agreement(alike, messages, network_size)
    figures = {name: summarise(values) for name, values in costs.items()}
    ours, *rivals = figures
    return {
        'setup': {
            'model': model.path.name,
            'architecture': spec.architecture,
            'training_data': spec.training_data,
            'frame_size': format_size(frame_size),
            'network_size': format_size(network_size),
            'threads': options.threads,
            'frames': len(messages),
            'rounds': options.rounds,
        },
        'machine': describe_machine(),
        'versions': describe_versions(),
        'pipelines': figures,
        'ratios': {name: ratios(figures[ours], figures[name]) for name in rivals},
        'agreement': agreement,
        'notes': competition.notes,
    }


def _agreement(
    contestants: Sequence[Contestant],
    messages: Sequence[CameraMessage],
    network_size: tuple[int, int],
) -> dict[str, dict[str, float | None]]:
    """Compare our labels with each rival's."""
    ours, *rivals = contestants
    # What is two network pixels in the one direction may be less in the other.
    sides = zip(messages[0].size, network_size, strict=True)
    margin = _MARGIN_NETWORK_PX * max(side / network_side for side, network_side in sides)
    counts = {rival.name: Agreement(margin) for rival in rivals}
    for message in messages:
        labels = ours.segment(message).labels
        for rival in rivals:
            counts[rival.name].update(labels, rival.segment(message).labels)
    return {name: count.to_dict() for name, count in counts.items()}


@contextmanager
def _opencv_threads(count: int) -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(count)
    try:
        yield
    finally:
        cv2.setNumThreads(before)
