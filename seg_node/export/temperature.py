# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The temperature of a model file, found on labelled frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import onnx

from seg_node.backends.options import BackendOptions
from seg_node.core.label_set import UNLABELLED
from seg_node.core.model_spec import ModelSpec
from seg_node.core.resizing import nearest_indices, resize_frame
from seg_node.core.temperature import fit_temperature, negative_log_likelihood
from seg_node.export.quantization.graph_run import run_graph
from seg_node.sources.frame_source import Frame

_PIXELS_PER_FRAME = 4096
# Of 19 classes, 40 MB.
_MOST_PIXELS = 1 << 19


class FoundTemperature(NamedTuple):
    """
    A temperature, and what it does.

    :param temperature: of the least negative log-likelihood.
    :param nll_before: of the pixels it was found on, with the model's own temperature.
    :param nll: with the new one.
    :param pixels: that it was found on.
    """

    temperature: float
    nll_before: float
    nll: float
    pixels: int


def find_temperature(
    model: onnx.ModelProto,
    spec: ModelSpec,
    frames: Iterable[Frame],
    frame_count: int,
    options: BackendOptions,
) -> FoundTemperature:
    """
    Find the temperature on as many labelled pixels of each frame, drawn by a fixed seed.

    :param model: with the tensor ``logits``.
    :param spec: of the model.
    :param frames: with labelled pixels of the model's classes, at least one.
    :param frame_count: the most frames that there are.
    :param options: of which threads and network size count.
    :raises SourceError: if a frame cannot be read.
    :raises ConfigurationError: if the network size does not fit the model, or no temperature fits.
    :raises BackendError: if the runtime fails.
    """
    options.check(spec)
    truths: list[np.ndarray] = []

    def images() -> Iterator[np.ndarray]:
        for frame in frames:
            assert frame.labels is not None
            truths.append(frame.labels)
            height, width, _ = frame.image.shape
            yield resize_frame(frame.image, options.resolve_network_size(spec, (width, height)))

    count = max(1, min(_PIXELS_PER_FRAME, _MOST_PIXELS // frame_count))
    random = np.random.default_rng(0)
    samples = [
        _draw(logits, truths.pop(), count, random)
        for ((logits,),) in run_graph(model, images(), ['logits'], options)
    ]
    logits, labels = map(np.concatenate, zip(*samples, strict=True))
    temperature = round(fit_temperature(logits, labels), 4)
    return FoundTemperature(
        temperature,
        negative_log_likelihood(logits, labels, spec.temperature),
        negative_log_likelihood(logits, labels, temperature),
        len(labels),
    )


def _draw(
    logits: np.ndarray, truth: np.ndarray, count: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """
    Draw labelled pixels of a frame.

    :param logits: (C, h, w) float32, enlarged as labels are.
    :param truth: (H, W) uint8, with labelled pixels.
    :returns: (count, C) logits and (count,) classes.
    """
    rows, columns = np.nonzero(truth != UNLABELLED)
    chosen = random.integers(len(rows), size=count)
    rows, columns = rows[chosen], columns[chosen]
    _, height, width = logits.shape
    down = nearest_indices(height, truth.shape[0])[rows]
    across = nearest_indices(width, truth.shape[1])[columns]
    return logits[:, down, across].T, truth[rows, columns]
