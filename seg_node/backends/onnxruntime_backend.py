# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Model files on the CPU, through onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from seg_node.backends.cpu_backend import CpuBackend, OUTPUTS
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ModelFileError, one_line
from seg_node.core.model_spec import check_model_path

_DTYPES = {'tensor(uint8)': 'uint8', 'tensor(float)': 'float32'}


class OnnxRuntimeBackend(CpuBackend[onnxruntime.InferenceSession]):
    """
    A model file that onnxruntime runs, in the file's own f32.

    :param model: path of the model file.
    :param options: threads, sizes and precision.
    :raises ModelFileError: if the file is missing or does not keep the contract.
    :raises ConfigurationError: if the options do not fit the model or the runtime.
    """

    runtime = 'onnxruntime'

    def __init__(self, model: Path, options: BackendOptions) -> None:
        options.check_precision(self.runtime, ['f32'])
        session = create_session(model, options)
        inputs, outputs = (
            {port.name: _DTYPES.get(port.type, port.type) for port in ports}
            for ports in (session.get_inputs(), session.get_outputs())
        )
        metadata = session.get_modelmeta().custom_metadata_map
        super().__init__(model, options, session, (inputs, outputs), metadata)

    @property
    def description(self) -> str:
        """Name the runtime, its version and the device, for people."""
        return f'{self.runtime} {onnxruntime.__version__} on the CPU'

    def _run(
        self, session: onnxruntime.InferenceSession, batch: np.ndarray, class_sets: np.ndarray
    ) -> Sequence[np.ndarray]:
        return session.run(list(OUTPUTS), {'frame': batch, 'class_sets': class_sets})


def create_session(model: Path, options: BackendOptions) -> onnxruntime.InferenceSession:
    """
    Open an ONNX file of any ports on the CPU.

    :param model: path of the file.
    :param options: of which only the threads count.
    :raises ModelFileError: if the file is missing or onnxruntime does not open it.
    """
    check_model_path(model)
    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = options.threads
    session_options.inter_op_num_threads = 1
    # Threads that spin while they wait steal the cores of the robot's other nodes.
    session_options.add_session_config_entry('session.intra_op.allow_spinning', '0')
    session_options.log_severity_level = 4  # errors come as exceptions, once
    try:
        return onnxruntime.InferenceSession(
            str(model), session_options, providers=['CPUExecutionProvider']
        )
    except Exception as error:
        raise ModelFileError(
            f'{model} is not a model that onnxruntime opens: {one_line(error)}'
        ) from error
