# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The model files that are measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from onnx import ModelProto
from quantized_model import write_quantized_default
from untrained_models import untrained_model

from seg_node.core.image_size import format_size
from seg_node.core.model_spec import ModelSpec
from seg_node.core.resources import default_model
from seg_node.engine.verification import LEAST_AGREEMENT
from seg_node.model_files.onnx_file import load_model, save_model


class BenchedModels:
    """
    Model files whose engines open however little they agree with the CPU.

    :param folder: that they are written to, once each.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, net: str, frame_size: tuple[int, int]) -> Path:
        """
        Give the path of a model file.

        :param net: ``default``, ``default_int8``, or a net of the registry, untrained.
        :param frame_size: (width, height) of the camera's frames [px].
        """
        path = self._folder / f'{net}_{format_size(frame_size)}.onnx'
        if not path.exists():
            model, spec = self._make(net, frame_size)
            any_agreement = dict.fromkeys(LEAST_AGREEMENT, 0.0)
            save_model(model, replace(spec, least_agreement=any_agreement), path)
        return path

    def _make(self, net: str, frame_size: tuple[int, int]) -> tuple[ModelProto, ModelSpec]:
        if net == 'default':
            return load_model(default_model())
        if net == 'default_int8':
            return load_model(write_quantized_default(self._folder / 'int8.onnx'))
        return untrained_model(net, frame_size)
