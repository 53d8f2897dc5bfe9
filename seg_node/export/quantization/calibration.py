# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How far the activations of layers reach, and what int8 does to each layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import onnx

from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ModelFileError
from seg_node.export.quantization.graph_run import run_graph
from seg_node.export.quantization.layers import Layer
from seg_node.export.quantization.magnitudes import CLIPPING, Magnitudes
from seg_node.export.quantization.quantized_graph import quantize


def calibrate(
    model: onnx.ModelProto,
    layers: Iterable[Layer],
    frames: Iterable[np.ndarray],
    method: str,
    options: BackendOptions,
) -> dict[str, float]:
    """
    Choose where activations are clipped.

    :param model: in f32.
    :param layers: of the model.
    :param frames: each (H, W, 3) uint8 RGB of the network's size.
    :param method: one of ``CLIPPING``.
    :param options: of which only the threads count.
    :returns: the limits by the names of the activations.
    :raises ModelFileError: if an activation is not finite.
    """
    magnitudes = {layer.activation: Magnitudes() for layer in layers}
    for values in run_graph(model, frames, list(magnitudes), options):
        for (name, counted), activation in zip(magnitudes.items(), values, strict=True):
            try:
                counted.add(activation)
            except ValueError as error:
                raise ModelFileError(
                    f"its tensor '{name}': {error}; train it anew, int8 cannot hold that"
                ) from error
    clip = CLIPPING[method]
    return {name: clip(counted) for name, counted in magnitudes.items()}


def layer_sensitivities(
    model: onnx.ModelProto,
    layers: Iterable[Layer],
    limits: Mapping[str, float],
    frames: Sequence[np.ndarray],
    options: BackendOptions,
) -> Iterator[tuple[Layer, float]]:
    """
    Measure for each layer the share of labels that change if it alone computes in int8.

    :param model: in f32.
    :param layers: of the model.
    :param limits: of ``calibrate``.
    :param frames: as for ``calibrate``.
    :param options: of which only the threads count.
    """
    before = _labels(model, frames, options)
    for layer in layers:
        after = _labels(quantize(model, [layer], limits), frames, options)
        changed = [np.mean(one != other) for one, other in zip(before, after, strict=True)]
        yield layer, float(np.mean(changed))


def _labels(
    model: onnx.ModelProto, frames: Sequence[np.ndarray], options: BackendOptions
) -> list[np.ndarray]:
    return [labels for (labels,) in run_graph(model, frames, ['labels'], options)]
