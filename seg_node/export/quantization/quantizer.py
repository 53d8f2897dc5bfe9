# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model file on its way from f32 to int8."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
import hashlib
from pathlib import Path

import numpy as np
import onnx
from tqdm import tqdm

from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.model_spec import ModelSpec
from seg_node.core.resizing import resize_frame
from seg_node.core.sheet import spread_over
from seg_node.export.quantization.calibration import calibrate, layer_sensitivities
from seg_node.export.quantization.layers import find_layers, Layer
from seg_node.export.quantization.quantized_graph import quantize
from seg_node.model_files.graph_walk import quantising_operators
from seg_node.model_files.onnx_file import load_model, save_model

# Enough to rank layers by; each costs a run of the net for every layer.
_RANKING_FRAMES = 4


class Quantizer:
    """
    A model in f32, its layers, and where their activations are clipped.

    :param source: path of the model file.
    :param threads: of onnxruntime; 0 for one per core.
    :raises ModelFileError: if ``source`` is no model file, or has nothing to quantise.
    :raises ConfigurationError: if it is quantised already.
    """

    def __init__(self, source: Path, threads: int = 0) -> None:
        self._source = source
        self._model, self.spec = load_model(source)
        """The spec is that of the model in f32."""
        _check_is_float(source, self._model, self.spec.precision)
        try:
            self.layers = find_layers(self._model)
        except ModelFileError as error:
            raise ModelFileError(f'{source}: {error}') from error
        self._options = BackendOptions(threads)
        self._frames: list[np.ndarray] = []
        self._limits: dict[str, float] = {}
        self._method = ''

    def calibrate(self, images: Iterable[np.ndarray], method: str) -> None:
        """
        Choose where activations are clipped.

        :param images: each (H, W, 3) uint8 RGB.
        :param method: one of ``CLIPPING``.
        :raises ModelFileError: if an activation is not finite.
        """
        size_of = self._options.resolve_network_size
        self._method = method
        self._frames = [
            resize_frame(image, size_of(self.spec, (image.shape[1], image.shape[0])))
            for image in images
        ]
        shown = tqdm(self._frames, desc='calibration', unit='frame', disable=None)
        try:
            self._limits = calibrate(self._model, self.layers, shown, method, self._options)
        except ModelFileError as error:
            raise ModelFileError(f'{self._source}: {error}') from error

    def sensitivities(self) -> dict[Layer, float]:
        """Give the share of labels that each layer changes alone, the largest first."""
        some = [self._frames[index] for index in spread_over(len(self._frames), _RANKING_FRAMES)]
        found = layer_sensitivities(self._model, self.layers, self._limits, some, self._options)
        total = len(self.layers)
        shown = tqdm(found, desc='sensitivity', unit='layer', total=total, disable=None)
        return dict(sorted(shown, key=lambda pair: -pair[1]))

    def save(
        self, path: Path, float_layers: Mapping[Layer, float], metrics: Mapping[str, float]
    ) -> ModelSpec:
        """
        Write the model in int8.

        :param path: of the file.
        :param float_layers: that stay in f32, with their sensitivities.
        :param metrics: measured figures; those of the source do not go over, nor its risk tables.
        :returns: the spec that the file holds.
        """
        layers = [layer for layer in self.layers if layer not in float_layers]
        spec = replace(
            self.spec,
            precision='int8',
            parent=hashlib.sha256(self._source.read_bytes()).hexdigest(),
            metrics=metrics,
            risk_tables=(),
            quantization={
                'method': self._method,
                'frames': len(self._frames),
                'int8_layers': len(layers),
                'float_layers': {layer.name: share for layer, share in float_layers.items()},
            },
        )
        save_model(quantize(self._model, layers, self._limits), spec, path)
        return spec


def _check_is_float(source: Path, model: onnx.ModelProto, precision: str) -> None:
    if precision != 'f32':
        raise ConfigurationError(
            f'{source} is in {precision} already: give the file in f32 that it was made of'
        )
    if found := quantising_operators(model.graph):
        raise ConfigurationError(
            f'{source} holds {", ".join(sorted(found))} nodes, so it was quantised before it was '
            'imported: import the net in f32'
        )
