# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model on whatever it is to run on, GPU or CPU."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from seg_node.backends.gpu import find_gpu
from seg_node.backends.options import BackendOptions, Precision
from seg_node.backends.selection import BACKEND_NAMES, choose_backend, open_backend
from seg_node.backends.tensorrt_flavour import first_flavour, FLAVOUR_NAMES
from seg_node.core.backend import Backend
from seg_node.core.errors import BackendError
from seg_node.engine.engine_options import EngineHooks, EngineOptions
from seg_node.engine.fallback_backend import FallbackBackend

RUNTIME_NAMES = ('auto', *FLAVOUR_NAMES, *(name for name in BACKEND_NAMES if name != 'auto'))


def choose_runtime(name: str, gpu: int = 0) -> tuple[str, str]:
    """
    Choose the runtime.

    :param name: one of ``RUNTIME_NAMES``.
    :param gpu: index of the GPU that ``auto`` looks for.
    :returns: the runtime's name and the reason why, for the log.
    :raises BackendError: if the name is unknown or nothing is installed for it.
    """
    if name in FLAVOUR_NAMES:
        return name, 'as asked for'
    if name == 'auto' and any(map(find_spec, FLAVOUR_NAMES)):
        try:
            found = find_gpu(gpu)  # before TensorRT, which may crash without one
            return first_flavour().name, f'it is installed, and {found} is here'
        except BackendError as error:
            chosen, reason = choose_backend(name)
            return chosen, f'{reason}; not TensorRT: {error}'
    if name not in RUNTIME_NAMES:
        raise BackendError(f"no backend '{name}': choose from {', '.join(RUNTIME_NAMES)}")
    return choose_backend(name)


def planned_precision(name: str, precision: Precision, gpu: int = 0) -> Precision:
    """
    Say in which precision a model will be opened, if nothing fails.

    :param name: one of ``RUNTIME_NAMES``.
    :param precision: that is asked for.
    :param gpu: index of the GPU that ``auto`` looks for.
    :returns: f32 where ``auto`` must take a CPU and f16 was asked of its TensorRT.
    :raises BackendError: if there is no such runtime.
    """
    chosen, _ = choose_runtime(name, gpu)
    is_substitute = chosen not in FLAVOUR_NAMES and name == 'auto'
    if is_substitute and precision == 'f16' and any(map(find_spec, FLAVOUR_NAMES)):
        return 'f32'
    return precision


def open_model(
    name: str,
    model: Path,
    options: BackendOptions,
    engine: EngineOptions | None = None,
    hooks: EngineHooks | None = None,
    frame_size: tuple[int, int] | None = None,
) -> Backend:
    """
    Open a model.

    :param name: one of ``RUNTIME_NAMES``.
    :param model: path of the model file.
    :param options: threads, sizes and precision.
    :param engine: how engines are built and where they run.
    :param hooks: by which a build is followed and ended.
    :param frame_size: (width, height) of the camera's frames [px], for which an engine is built
        now; else the first frame waits for it.
    :raises BackendError: if there is no such runtime, or no engine can be built.
    :raises ModelFileError: if the model does not keep the contract.
    :raises ConfigurationError: if the options do not fit the model or the runtime.
    """
    engine, hooks = engine or EngineOptions(), hooks or EngineHooks()
    chosen, reason = choose_runtime(name, engine.gpu)
    if chosen not in FLAVOUR_NAMES:
        precision = planned_precision(name, options.precision, engine.gpu)
        if precision != options.precision:
            hooks.on_fallback(f'{chosen} runs in f32 in place of TensorRT in f16, since: {reason}')
        return open_backend(chosen, model, replace(options, precision=precision))

    def open_engine() -> Backend:
        from seg_node.engine.engine_backend import EngineBackend  # which needs onnx

        backend = EngineBackend(chosen, model, options, engine, hooks)
        if frame_size is not None:
            backend.prepare(frame_size)
        return backend

    on_cpu = replace(options, precision='f32')
    if not (engine.allow_fallback or name == 'auto'):
        return open_engine()
    return FallbackBackend(
        open_engine, lambda: open_backend('auto', model, on_cpu), hooks.on_fallback
    )
