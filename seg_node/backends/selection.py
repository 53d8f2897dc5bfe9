# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which runtime a model is opened with."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from seg_node.backends.options import BackendOptions
from seg_node.core.backend import Backend
from seg_node.core.errors import BackendError


@dataclass(frozen=True)
class _Runtime:
    module: str
    backend: str
    remedy: str


# In the order in which ``auto`` prefers them.
_RUNTIMES = {
    'onnxruntime': _Runtime(
        'onnxruntime',
        'seg_node.backends.onnxruntime_backend:OnnxRuntimeBackend',
        'pip install onnxruntime',
    ),
    'openvino': _Runtime(
        'openvino',
        'seg_node.backends.openvino_backend:OpenVinoBackend',
        'pip install openvino',
    ),
}

BACKEND_NAMES = ('auto', *_RUNTIMES)


def choose_backend(name: str) -> tuple[str, str]:
    """
    Choose the runtime.

    :param name: one of ``BACKEND_NAMES``; ``auto`` takes the first that is installed.
    :returns: the runtime's name and the reason why, for the log.
    :raises BackendError: if the name is unknown or nothing is installed for it.
    """
    installed = [key for key, runtime in _RUNTIMES.items() if find_spec(runtime.module)]
    if name == 'auto':
        if not installed:
            remedies = ' or '.join(runtime.remedy for runtime in _RUNTIMES.values())
            raise BackendError(f'no runtime is installed for the model: {remedies}')
        return installed[0], f'the first that is installed of {", ".join(_RUNTIMES)}'
    if name not in _RUNTIMES:
        raise BackendError(f"no backend '{name}': choose from {', '.join(BACKEND_NAMES)}")
    if name not in installed:
        raise BackendError(f"backend '{name}' is not installed: {_RUNTIMES[name].remedy}")
    return name, 'as asked for'


def open_backend(name: str, model: Path, options: BackendOptions) -> Backend:
    """
    Open a model.

    :param name: one of ``BACKEND_NAMES``.
    :param model: path of the model file.
    :param options: threads, sizes and precision.
    :raises BackendError: if there is no such runtime.
    :raises ModelFileError: if the model does not keep the contract.
    :raises ConfigurationError: if the options do not fit the model or the runtime.
    """
    chosen, _ = choose_backend(name)
    module, attribute = _RUNTIMES[chosen].backend.split(':')
    backend: Backend = getattr(import_module(module), attribute)(model, options)
    return backend
