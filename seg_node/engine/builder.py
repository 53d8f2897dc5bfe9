# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From an ONNX file to a plan, in this process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seg_node.backends.cuda import checked, load_cuda
from seg_node.backends.gpu import Gpu
from seg_node.backends.tensorrt_flavour import Flavour
from seg_node.core.errors import BackendError, ConfigurationError
from seg_node.core.output_file import write_whole
from seg_node.engine.cache_folder import PRIVATE_MODE, read_private
from seg_node.engine.engine_record import EnginePort

_MOST_WORKSPACE_MB = 1 << 20
_HIGHEST_LEVEL = 5

Report = Callable[[str, int, int], None]
"""Takes what is being done, the steps that are done and the steps in all."""


@dataclass(frozen=True)
class BuildSettings:
    """
    How an engine is built.

    :param workspace_mb: GPU memory that a layer may use while the engine is built and run [MB].
    :param optimization_level: 0 to 5; higher ones search longer for faster kernels.
    :raises ConfigurationError: if TensorRT would not take them at their word.
    """

    workspace_mb: int = 1024
    optimization_level: int = 3

    def __post_init__(self) -> None:
        for name, least, most in (
            ('workspace_mb', 1, _MOST_WORKSPACE_MB),
            ('optimization_level', 0, _HIGHEST_LEVEL),
        ):
            value = getattr(self, name)
            if not least <= value <= most:
                raise ConfigurationError(f'{name} is {value}: give {least} to {most}')


@dataclass(frozen=True)
class Plan:
    """
    What a build gave.

    :param content: of the plan.
    :param ports: of the network, which a plan tells of only on a GPU.
    :param layer_count: of the network before it was optimised.
    """

    content: bytes
    ports: tuple[EnginePort, ...]
    layer_count: int


def build_plan(
    graph: bytes,
    flavour: Flavour,
    gpu: Gpu,
    settings: BuildSettings,
    report: Report,
    timing_cache: Path,
) -> Plan:
    """
    Compile an ONNX file of fixed shapes.

    :param graph: the file.
    :param gpu: that the plan is for.
    :param report: is told of the progress, from any thread.
    :param timing_cache: file of what was measured of kernels; read, and written anew.
    :raises BackendError: if TensorRT refuses the graph or fails, or does not build for the GPU.
    """
    trt = flavour.module
    if gpu.index is not None:
        checked(load_cuda().cudaSetDevice(gpu.index))
    elif flavour.name == 'tensorrt':
        raise BackendError(
            f'{flavour.name} builds only for a GPU that is here, and not for {gpu}: build on a '
            'machine that has it'
        )
    log = flavour.make_log()
    builder = trt.Builder(log)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    parser = trt.OnnxParser(network, log)
    if not parser.parse(graph):
        raise BackendError(f'{flavour.name} does not take the model: {_parse_errors(parser)}')
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, settings.workspace_mb << 20)
    config.builder_optimization_level = settings.optimization_level
    if flavour.name == 'tensorrt_rtx':
        config.num_compute_capabilities = 1
        config.set_compute_capability(_compute_capability(trt, gpu), 0)
    else:  # RTX times nothing
        _use_timing_cache(config, timing_cache)
    monitor = _make_monitor(trt, report)
    config.progress_monitor = monitor
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise BackendError(
            f'{flavour.name} {flavour.version} could not build the engine for {gpu}: '
            f'{"; ".join(log.errors) or "it gives no reason"}'
        )
    if flavour.name == 'tensorrt':
        _keep_timing_cache(config, timing_cache)
    return Plan(bytes(plan), _ports(trt, network), network.num_layers)


def _parse_errors(parser: Any) -> str:
    errors = [parser.get_error(index) for index in range(parser.num_errors)]
    return '; '.join(
        f'{error.node_operator()} {error.node_name()}: {error.desc()}'.lstrip(' :')
        for error in errors
    )


def _compute_capability(trt: Any, gpu: Gpu) -> Any:
    name = 'SM{}{}'.format(*gpu.compute_capability)
    known = [each for each in dir(trt.ComputeCapability) if each.startswith('SM')]
    if name not in known:
        raise BackendError(
            f'{trt.__name__} {trt.__version__} builds for {", ".join(known)}, and this is {gpu}: '
            'use the classic tensorrt there, or another target'
        )
    return getattr(trt.ComputeCapability, name)


def _ports(trt: Any, network: Any) -> tuple[EnginePort, ...]:
    inputs = [network.get_input(index) for index in range(network.num_inputs)]
    outputs = [network.get_output(index) for index in range(network.num_outputs)]
    return tuple(
        EnginePort(
            tensor.name,
            np.dtype(trt.nptype(tensor.dtype)).name,
            tuple(tensor.shape),
            tensor in inputs,
        )
        for tensor in (*inputs, *outputs)
    )


def _make_monitor(trt: Any, report: Report) -> Any:
    class Monitor(trt.IProgressMonitor):
        """Follows the outermost phase; those within it come and go."""

        def __init__(self) -> None:
            super().__init__()
            self._steps: dict[str, int] = {}

        def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
            if not parent_phase:
                self._steps[phase_name] = num_steps
                report(phase_name, 0, num_steps)

        def step_complete(self, phase_name: str, step: int) -> bool:
            if phase_name in self._steps:
                report(phase_name, step + 1, self._steps[phase_name])
            return True

        def phase_finish(self, phase_name: str) -> None:
            self._steps.pop(phase_name, None)

    return Monitor()


def _use_timing_cache(config: Any, path: Path) -> None:
    content = b''
    with suppress(OSError):
        content = read_private(path)
    cache = config.create_timing_cache(content)
    # One of another version or card is refused, and an empty one takes its place.
    if cache is None or not config.set_timing_cache(cache, ignore_mismatch=False):
        config.set_timing_cache(config.create_timing_cache(b''), ignore_mismatch=False)


def _keep_timing_cache(config: Any, path: Path) -> None:
    cache = config.get_timing_cache()
    content = cache.serialize() if cache is not None else None
    if content is not None and content.nbytes:
        with suppress(OSError):  # it only saves time
            write_whole(path, content, PRIVATE_MODE)
