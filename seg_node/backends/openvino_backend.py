# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Model files on the CPU, through OpenVINO."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from seg_node.backends.blob_cache import BlobCache
from seg_node.backends.cpu_backend import CpuBackend, OUTPUTS
from seg_node.backends.openvino_runtime import openvino, shared_core
from seg_node.backends.options import BackendOptions, Precision
from seg_node.core.errors import ModelFileError, one_line
from seg_node.core.model_spec import check_model_path, METADATA_KEY

_CAPABILITIES: dict[Precision, str] = {'f32': 'FP32', 'bf16': 'BF16', 'f16': 'FP16'}
_METADATA = ['framework', METADATA_KEY]
_MOST_SIZES = 4


class _Session:
    """
    A net compiled for each of the last new sizes that frames came in.

    Static sizes run up to a tenth faster than open ones. The number of class
    sets stays open, because it changes while the node runs.

    :param core: that compiles.
    :param content: of the model file.
    :param options: threads and precision.
    """

    def __init__(self, core: openvino.Core, content: bytes, options: BackendOptions) -> None:
        self.model = core.read_model(content)
        """As read from the file; its frames take one size after the other."""
        self._core = core
        self._settings = _settings(options)
        self._requests: dict[tuple[int, ...], openvino.InferRequest] = {}
        self._cache = BlobCache('openvino')
        self._identity = (
            sha256(content).hexdigest(),
            openvino.__version__,
            core.get_property('CPU', 'FULL_DEVICE_NAME'),
            core.get_property('CPU', 'OPTIMIZATION_CAPABILITIES'),
            self._settings,
        )

    def run(self, batch: np.ndarray, class_sets: np.ndarray) -> Sequence[np.ndarray]:
        """Give copies of the arrays of ``OUTPUTS``."""
        if batch.shape not in self._requests:
            if len(self._requests) == _MOST_SIZES:
                del self._requests[next(iter(self._requests))]
            self._requests[batch.shape] = self._compiled(batch.shape).create_infer_request()
        results = self._requests[batch.shape].infer(
            {'frame': batch, 'class_sets': class_sets}, share_inputs=True
        )
        return [results[name] for name in OUTPUTS]

    def key(self, shape: tuple[int, ...]) -> str:
        """Name all that decides how the net is compiled for a shape of its frames."""
        return repr((*self._identity, shape))

    def _compiled(self, shape: tuple[int, ...]) -> openvino.CompiledModel:
        key = self.key(shape)
        if blob := self._cache.load(key):
            with suppress(RuntimeError):  # what cannot be imported is compiled anew
                return self._core.import_model(blob, 'CPU', self._settings)
        self.model.reshape({'frame': openvino.PartialShape(shape)})
        compiled = self._core.compile_model(self.model, 'CPU', self._settings)
        stream = BytesIO()  # without one, versions differ in what they return
        compiled.export_model(stream)
        self._cache.store(key, stream.getvalue())
        return compiled


class OpenVinoBackend(CpuBackend[_Session]):
    """
    A model file that OpenVINO runs; the first frame of each size waits for its compilation.

    :param model: path of the model file.
    :param options: threads, sizes and precision.
    :raises ModelFileError: if the file is missing or does not keep the contract.
    :raises ConfigurationError: if the options do not fit the model or the CPU.
    """

    runtime = 'openvino'

    def __init__(self, model: Path, options: BackendOptions) -> None:
        core = shared_core()
        # Asked for any other, OpenVINO would compute in f32 without a word.
        capabilities = core.get_property('CPU', 'OPTIMIZATION_CAPABILITIES')
        options.check_precision(
            self.runtime, [each for each, name in _CAPABILITIES.items() if name in capabilities]
        )
        session = _open(core, model, options)
        net = session.model
        inputs, outputs = (
            {port.get_any_name(): port.get_element_type().to_dtype().name for port in ports}
            for ports in (net.inputs, net.outputs)
        )
        metadata = {}
        if net.has_rt_info(_METADATA):
            metadata[METADATA_KEY] = net.get_rt_info(_METADATA).astype(str)
        super().__init__(model, options, session, (inputs, outputs), metadata)

    @property
    def description(self) -> str:
        """Name the runtime, its version, the device and the precision, for people."""
        version, *_ = openvino.__version__.split('-')
        return f'{self.runtime} {version} on the CPU in {self._options.precision}'

    def _run(
        self, session: _Session, batch: np.ndarray, class_sets: np.ndarray
    ) -> Sequence[np.ndarray]:
        return session.run(batch, class_sets)


def _open(core: openvino.Core, model: Path, options: BackendOptions) -> _Session:
    check_model_path(model)
    try:
        return _Session(core, model.read_bytes(), options)
    except Exception as error:
        raise ModelFileError(
            f'{model} is not a model that openvino opens: {one_line(error)}'
        ) from error


def _settings(options: BackendOptions) -> dict[str, Any]:
    return {
        'INFERENCE_PRECISION_HINT': options.precision,
        'INFERENCE_NUM_THREADS': options.threads,
        # Pinned, the threads of two nodes would crowd the same first cores.
        'ENABLE_CPU_PINNING': False,
    }
