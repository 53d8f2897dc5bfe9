# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An ONNX file of anyone's, read or refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import GraphProto, helper, inliner, ModelProto, ValueInfoProto

from seg_node.core.errors import ConfigurationError, ModelFileError, one_line
from seg_node.core.model_spec import check_model_path, METADATA_KEY
from seg_node.export.foreign.cutting import cut_to_output

_DTYPES = ('float32', 'float16', 'uint8', 'int32', 'int64')


@dataclass(frozen=True)
class Port:
    """
    An input or output of a net.

    :param name: in the graph.
    :param dtype: of its elements.
    :param shape: None where a dimension is open.
    """

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        """Write the port for people, e.g. ``image: float32 (1, 3, ?, ?)``."""
        dimensions = ', '.join('?' if size is None else str(size) for size in self.shape)
        return f'{self.name}: {self.dtype} ({dimensions})'


@dataclass(frozen=True)
class NetFile:
    """
    A net with one image input, and the one of its outputs that is used.

    :param path: of the file that it was read from.
    :param graph: that computes the output, in standard operators of the opset of model files.
    :param image: its input.
    :param output: class scores or class ids.
    """

    path: Path
    graph: GraphProto
    image: Port
    output: Port


def read_net(path: Path, output_name: str | None = None) -> NetFile:
    """
    Read a net.

    :param path: of the ONNX file; weights in files of their own are looked for beside it.
    :param output_name: of the output to use; None for the only one.
    :raises ModelFileError: if it is no ONNX file, or a model file can hold no such net.
    :raises ConfigurationError: if ``output_name`` is not one of its outputs, or is
        missing where there are several.
    """
    model = _load(path)
    weights = {tensor.name for tensor in model.graph.initializer}
    images = [_port(value) for value in model.graph.input if value.name not in weights]
    if len(images) != 1:
        raise ModelFileError(
            f'it has {len(images)} inputs ({_listed(images)}), and a camera fills one: export '
            'the net with the image as its only input'
        )
    image, output = _check(images[0]), _check(_choose_output(model.graph, output_name))
    return NetFile(path, cut_to_output(model, image.name, output.name), image, output)


def _load(path: Path) -> ModelProto:
    check_model_path(path)
    try:
        model = onnx.load(str(path))
    except onnx.checker.ValidationError as error:
        raise ModelFileError(
            f'a part of it is missing: {one_line(error)}; put the file with its weights beside it'
        ) from error
    except Exception as error:  # of any kind, if the file is something else
        raise ModelFileError(f'it is not an ONNX file: {one_line(error)}') from error
    if not model.graph.node:
        raise ModelFileError('it is not an ONNX file, or one without a net')
    if any(entry.key == METADATA_KEY for entry in model.metadata_props):
        raise ModelFileError('it is a model file already: use it as it is')
    return inliner.inline_local_functions(model)


def _choose_output(graph: GraphProto, name: str | None) -> Port:
    outputs = {value.name: _port(value) for value in graph.output}
    if name is None and len(outputs) == 1:
        return outputs.popitem()[1]
    if name not in outputs:
        found = 'it has several outputs' if name is None else f"--output is '{name}'"
        raise ConfigurationError(f'{found}: give --output, one of {_listed(outputs.values())}')
    return outputs[name]


def _check(port: Port) -> Port:
    if port.dtype.name not in _DTYPES:
        raise ModelFileError(
            f'its port {port} has a type that is not taken: export it with one of '
            f'{", ".join(_DTYPES)}'
        )
    return port


def _port(value: ValueInfoProto) -> Port:
    kind = value.type.tensor_type
    shape = [side.dim_value if side.HasField('dim_value') else None for side in kind.shape.dim]
    if not kind.HasField('shape'):
        shape = [None] * 4
    return Port(value.name, helper.tensor_dtype_to_np_dtype(kind.elem_type), tuple(shape))


def _listed(ports: Any) -> str:
    return '; '.join(map(str, ports))
