# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The ONNX file that a model is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx

from seg_node.core.errors import ModelFileError, one_line
from seg_node.core.model_spec import check_model_path, METADATA_KEY, ModelSpec, spec_in
from seg_node.core.output_file import write_whole


def load_model(path: Path) -> tuple[onnx.ModelProto, ModelSpec]:
    """
    Read a model file.

    :param path: of the ``.onnx`` file.
    :returns: its graph and its spec.
    :raises ModelFileError: if there is no model file at ``path``.
    """
    check_model_path(path)
    try:
        model = onnx.load(str(path))
        properties = {each.key: each.value for each in model.metadata_props}
        return model, spec_in(properties)
    except ModelFileError as error:
        raise ModelFileError(f'{path}: {error}') from error
    except Exception as error:  # of any kind, if the file is something else
        raise ModelFileError(
            f'{path} is no model file ({one_line(error)}): make one with seg export'
        ) from error


def save_model(model: onnx.ModelProto, spec: ModelSpec, path: Path) -> None:
    """
    Write a model with its spec, never half a file.

    :param model: a graph with an initializer ``temperature``.
    :param spec: that it gets.
    :param path: of the ``.onnx`` file; its folder is made if missing.
    """
    set_spec(model, spec)
    onnx.checker.check_model(model, full_check=True)
    write_whole(path, model.SerializeToString())


def set_spec(model: onnx.ModelProto, spec: ModelSpec) -> None:
    """
    Write a spec into a model, and its temperature into the graph.

    :raises ValueError: if the graph has no initializer ``temperature``.
    """
    for initializer in model.graph.initializer:
        if initializer.name == 'temperature':
            value = np.array(spec.temperature, np.float32)
            initializer.CopyFrom(onnx.numpy_helper.from_array(value, initializer.name))
            break
    else:
        raise ValueError('the graph has no initializer named temperature')
    onnx.helper.set_model_props(model, {METADATA_KEY: spec.to_json()})
