# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What engines cost, and how far they say the same as the CPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
import time

from benched_models import BenchedModels
import numpy as np
from report import Row

from seg_node.backends.cuda import checked, load_cuda
from seg_node.backends.gpu import Gpu
from seg_node.backends.options import BackendOptions, Precision
from seg_node.backends.selection import open_backend
from seg_node.backends.tensorrt_flavour import Flavour
from seg_node.backends.tensorrt_runner import TensorRtRunner
from seg_node.core.label_set import class_set_matrix
from seg_node.engine.engine_backend import EngineBackend
from seg_node.engine.engine_build import obtain_engine
from seg_node.engine.engine_cache import EngineCache
from seg_node.engine.engine_options import EngineHooks, EngineOptions
from seg_node.engine.planning import plan_engine
from seg_node.engine.verification import measure_agreement
from seg_node.model_files.onnx_file import load_model

RUNS = 300
_WARM_UP_RUNS = 30


@dataclass(frozen=True)
class EngineBench:
    """
    Measures engines.

    :param flavour: of TensorRT.
    :param gpu: that they run on.
    :param models: what they are built of.
    """

    flavour: Flavour
    gpu: Gpu
    models: BenchedModels

    def measure_times(
        self, net: str, frame_size: tuple[int, int], precision: Precision, row: Row
    ) -> None:
        """Time an engine as a CUDA graph, and in pieces."""
        plan = self._plan(net, frame_size, precision)
        with closing(TensorRtRunner(plan, self.flavour, self.gpu)) as runner:
            row['graph_ms'] = percentiles(_clock_times(runner.run))
        with closing(TensorRtRunner(plan, self.flavour, self.gpu, use_graph=False)) as runner:
            row['pieces_ms'] = percentiles(_clock_times(runner.run))
            for stage in ('upload', 'execute', 'download'):
                row[f'{stage}_ms'] = percentiles(_event_times(runner, stage))

    def compare(
        self, net: str, frame_size: tuple[int, int], precision: Precision, row: Row
    ) -> None:
        """Measure how far an engine and the CPU say the same."""
        path = self.models.path(net, frame_size)
        options = BackendOptions(precision=precision)
        reference = open_backend('auto', path, BackendOptions())
        with closing(reference):
            engine = EngineBackend(
                self.flavour.name, path, options, EngineOptions(), EngineHooks()
            )
            with closing(engine):
                labels = engine.spec.labels
                class_sets = class_set_matrix(labels, labels.class_sets)
                row |= asdict(measure_agreement(engine, reference, class_sets, frame_size))

    def soak(self, net: str, frame_size: tuple[int, int], duration_s: float, row: Row) -> None:
        """Run an engine in f16 without a pause, and watch the GPU's memory."""
        cuda = load_cuda()
        free_mb: list[float] = []
        row |= {'frames': 0, 'free_mb': free_mb}
        plan = self._plan(net, frame_size, 'f16')
        with closing(TensorRtRunner(plan, self.flavour, self.gpu)) as runner:
            runner.run()
            next_s = start_s = time.monotonic()
            while (now_s := time.monotonic()) < start_s + duration_s:
                runner.run()
                row['frames'] += 1
                if now_s >= next_s:
                    free, _ = checked(cuda.cudaMemGetInfo())
                    free_mb.append(round(free / 1e6, 1))
                    next_s += duration_s / 20

    def _plan(self, net: str, frame_size: tuple[int, int], precision: Precision) -> bytes:
        model, spec = load_model(self.models.path(net, frame_size))
        options = BackendOptions(precision=precision), EngineOptions()
        request = plan_engine(model, spec, frame_size, *options, self.flavour, self.gpu)
        return obtain_engine(request, EngineCache()).plan


def percentiles(times_ms: Sequence[float]) -> dict[str, float]:
    """Give median and 99th percentile [ms]."""
    p50, p99 = np.percentile(times_ms, [50, 99])
    return {'p50': round(float(p50), 4), 'p99': round(float(p99), 4)}


def _clock_times(run: Callable[[], None]) -> list[float]:
    """Time whole runs by the clock, since their end is waited for."""
    for _ in range(_WARM_UP_RUNS):
        run()
    times_ms = []
    for _ in range(RUNS):
        start_ns = time.perf_counter_ns()
        run()
        times_ms.append((time.perf_counter_ns() - start_ns) / 1e6)
    return times_ms


def _event_times(runner: TensorRtRunner, stage: str) -> list[float]:
    """Time a stage by events on the GPU."""
    cuda = load_cuda()
    start, end = (checked(cuda.cudaEventCreate()) for _ in range(2))
    times_ms = []
    for _ in range(RUNS):
        checked(cuda.cudaEventRecord(start, runner.stream))
        getattr(runner, stage)()
        checked(cuda.cudaEventRecord(end, runner.stream))
        runner.synchronize()
        times_ms.append(checked(cuda.cudaEventElapsedTime(start, end)))
    for event in (start, end):
        checked(cuda.cudaEventDestroy(event))
    return times_ms
