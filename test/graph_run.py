# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An ONNX graph of any ports, run on the CPU."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime

MAPS = ('labels', 'confidence', 'set_probability')


class GraphRun:
    """
    A graph that is open.

    :param model: the graph.
    :param outputs: names of what is asked for; by default a model file's maps.
    """

    def __init__(self, model: onnx.ModelProto, outputs: Sequence[str] = MAPS) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._outputs = list(outputs)
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=['CPUExecutionProvider']
        )

    def __call__(self, **inputs: np.ndarray) -> list[np.ndarray]:
        """Give the outputs for these inputs."""
        return self._session.run(self._outputs, inputs)
