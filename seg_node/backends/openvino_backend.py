# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Model files on the CPU, through OpenVINO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
import sys
from typing import Any

import numpy as np

# Imported, openvino forks this process to tell Google Analytics, unless it misses this package.
sys.modules['openvino_telemetry'] = None  # type: ignore[assignment]
import openvino

from seg_node.backends.cache_directory import cache_directory
from seg_node.backends.cpu_backend import check_file, CpuBackend, one_line, OUTPUTS
from seg_node.backends.options import BackendOptions, Precision
from seg_node.core.errors import ModelFileError
from seg_node.core.model_spec import METADATA_KEY

_CAPABILITIES: dict[Precision, str] = {'f32': 'FP32', 'bf16': 'BF16', 'f16': 'FP16'}
_METADATA = ['framework', METADATA_KEY]
_MOST_SIZES = 4


class _Session:
    """
    A net compiled for each of the last sizes that frames came in.

    Static sizes run a tenth faster than open ones. The number of class sets
    stays open, because it changes while the node runs.

    :param core: that compiles.
    :param model: as it was read; its frames take one size after the other.
    :param settings: of the device.
    """

    def __init__(
        self, core: openvino.Core, model: openvino.Model, settings: Mapping[str, Any]
    ) -> None:
        self._core = core
        self._model = model
        self._settings = dict(settings)
        self._requests: dict[tuple[int, ...], openvino.InferRequest] = {}

    def run(self, batch: np.ndarray, class_sets: np.ndarray) -> Sequence[np.ndarray]:
        """Give copies of the arrays of ``OUTPUTS``."""
        if batch.shape not in self._requests:
            self._compile(batch.shape)
        results = self._requests[batch.shape].infer(
            {'frame': batch, 'class_sets': class_sets}, share_inputs=True
        )
        return [results[name] for name in OUTPUTS]

    def _compile(self, shape: tuple[int, ...]) -> None:
        if len(self._requests) == _MOST_SIZES:
            del self._requests[next(iter(self._requests))]
        self._model.reshape({'frame': openvino.PartialShape(shape)})
        compiled = self._core.compile_model(self._model, 'CPU', self._settings)
        self._requests[shape] = compiled.create_infer_request()


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
        core = openvino.Core()
        # Asked for any other, OpenVINO would compute in f32 without a word.
        capabilities = core.get_property('CPU', 'OPTIMIZATION_CAPABILITIES')
        options.check_precision(
            self.runtime, [each for each, name in _CAPABILITIES.items() if name in capabilities]
        )
        net = _read(core, model)
        inputs, outputs = (
            {port.get_any_name(): port.get_element_type().to_dtype().name for port in ports}
            for ports in (net.inputs, net.outputs)
        )
        metadata = {}
        if net.has_rt_info(_METADATA):
            metadata[METADATA_KEY] = net.get_rt_info(_METADATA).astype(str)
        session = _Session(core, net, _settings(options))
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


def _read(core: openvino.Core, model: Path) -> openvino.Model:
    check_file(model)
    try:
        return core.read_model(str(model))
    except Exception as error:
        raise ModelFileError(
            f'{model} is not a model that openvino opens: {one_line(error)}'
        ) from error


def _settings(options: BackendOptions) -> dict[str, Any]:
    settings = {
        'INFERENCE_PRECISION_HINT': options.precision,
        'INFERENCE_NUM_THREADS': options.threads,
        'PERFORMANCE_HINT': 'LATENCY',
        # Pinned, the threads of two nodes would crowd the same first cores.
        'ENABLE_CPU_PINNING': False,
        # A mapped cache file that is cut short would take the process down.
        'ENABLE_MMAP': False,
    }
    cache = cache_directory('openvino')
    return settings | ({'CACHE_DIR': str(cache)} if cache else {})
