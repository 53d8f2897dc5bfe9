# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a model file in f32 to one in int8 that is hardly worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from seg_node.core.model_spec import ModelSpec
from seg_node.export.quantization.float_layers import AccuracyLoss, fewest_float_layers
from seg_node.export.quantization.layers import Layer
from seg_node.export.quantization.quantizer import Quantizer


@dataclass(frozen=True)
class QuantizedModel:
    """
    What a model file in int8 is.

    :param spec: that it holds.
    :param sensitivities: share of labels that each layer changes alone, the most
        sensitive layer first.
    :param float_layers: those that stayed in f32.
    """

    spec: ModelSpec
    sensitivities: dict[Layer, float]
    float_layers: list[Layer]


def write_quantized(
    quantizer: Quantizer, path: Path, measure: Callable[[Path], AccuracyLoss], max_loss: float
) -> QuantizedModel:
    """
    Write a model in int8, but for the layers that would cost too much accuracy.

    :param quantizer: of the model.
    :param path: of the file to write.
    :param measure: gives the loss of a model file in int8.
    :param max_loss: that is accepted.
    :raises ConfigurationError: if the loss stays larger; nothing is written then.
    """
    sensitivities = quantizer.sensitivities()
    with TemporaryDirectory() as folder:
        draft = Path(folder, path.name)

        def measure_without(float_layers: Sequence[Layer]) -> AccuracyLoss:
            quantizer.save(draft, {layer: sensitivities[layer] for layer in float_layers}, {})
            return measure(draft)

        float_layers, loss = fewest_float_layers(list(sensitivities), measure_without, max_loss)
    chosen = {layer: sensitivities[layer] for layer in float_layers}
    return QuantizedModel(quantizer.save(path, chosen, loss.metrics), sensitivities, float_layers)
