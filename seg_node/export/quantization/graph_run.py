# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A graph that is still in the making, run in onnxruntime."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx

from seg_node.backends.onnxruntime_backend import create_session
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import BackendError, one_line


def run_graph(
    model: onnx.ModelProto,
    frames: Iterable[np.ndarray],
    tensors: Sequence[str],
    options: BackendOptions,
) -> Iterator[list[np.ndarray]]:
    """
    Compute tensors of a model's graph for one frame after the other.

    :param model: whose ports are those of a model file.
    :param frames: each (H, W, 3) uint8 RGB of the network's size.
    :param tensors: names of outputs, or of float32 tensors inside the graph.
    :param options: of which only the threads count.
    :raises BackendError: if onnxruntime cannot run the graph.
    """
    outputs = {port.name for port in model.graph.output}
    exposed = onnx.ModelProto()
    exposed.CopyFrom(model)
    exposed.graph.output.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        for name in tensors
        if name not in outputs
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, 'graph.onnx')
        path.write_bytes(exposed.SerializeToString())
        session = create_session(path, options)
    _, class_sets = session.get_inputs()
    no_sets = np.zeros((1, class_sets.shape[1]), np.float32)
    for frame in frames:
        try:
            values = session.run(list(tensors), {'frame': frame[None], 'class_sets': no_sets})
        except Exception as error:
            raise BackendError(f'onnxruntime could not run the net: {one_line(error)}') from error
        yield values
