# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Time engines on this machine's GPU, beside rivals, and write a JSON file named after the card.

Run as ``scripts/gpu_check``, or ``python test/gpu/measure_gpu.py [--out DIR] [--soak SECONDS]``.
Untrained nets compute as long as trained ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
import json
from pathlib import Path
import re
import sys
import time
from typing import Any

import numpy as np
from onnx import ModelProto
from rivals import measure_rivals
from untrained_models import untrained_model

from seg_node.backends.cuda import checked, load_cuda
from seg_node.backends.gpu import find_gpu, Gpu
from seg_node.backends.options import BackendOptions, Precision
from seg_node.backends.tensorrt_flavour import first_flavour, Flavour
from seg_node.backends.tensorrt_runner import TensorRtRunner
from seg_node.core.errors import BackendError
from seg_node.core.image_size import format_size
from seg_node.core.model_spec import ModelSpec
from seg_node.core.resources import default_model
from seg_node.engine.engine_build import obtain_engine
from seg_node.engine.engine_cache import EngineCache
from seg_node.engine.engine_options import EngineOptions
from seg_node.engine.planning import plan_engine
from seg_node.evaluation.benchmark.machine import describe_machine, describe_versions
from seg_node.model_files.onnx_file import load_model

FRAME_SIZES = ((640, 480), (1280, 720), (1920, 1080), (1920, 1200))
NETS = ('default', 'pidnet_s', 'ddrnet23_slim', 'segformer_b0')
PRECISIONS: tuple[Precision, ...] = ('f32', 'f16')
RUNS = 300
WARM_UP_RUNS = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what can be measured here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', type=Path, default=Path('doc/results'), metavar='DIR')
    parser.add_argument('--soak', type=float, default=600, metavar='SECONDS')
    parsed = parser.parse_args(arguments)
    try:
        gpu = find_gpu()
    except BackendError as error:
        print(error, file=sys.stderr)
        return 2
    report: dict[str, Any] = {
        'gpu': str(gpu),
        'driver': gpu.driver,
        'machine': describe_machine(),
        'versions': describe_versions(),
        'runs': RUNS,
        'engines': [],
    }
    try:
        flavour = first_flavour()
        report['tensorrt'] = f'{flavour.name} {flavour.version}'
        report['engines'] = [
            measure_engine(net, size, precision, flavour, gpu)
            for net in NETS
            for size in FRAME_SIZES
            for precision in PRECISIONS
        ]
        report['soak'] = soak(parsed.soak, flavour, gpu)
    except BackendError as error:
        report['tensorrt'] = f'does not run here: {error}'
        print(report['tensorrt'], file=sys.stderr)
    report['rivals'] = [
        row for net in NETS for row in measure_rivals(*_model(net, FRAME_SIZES[1]), FRAME_SIZES[1])
    ]
    path = parsed.out / f'{re.sub("[^A-Za-z0-9]+", "_", gpu.name)}.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + '\n')
    print(f'figures are in {path}')
    return 0


def measure_engine(
    net: str, frame_size: tuple[int, int], precision: Precision, flavour: Flavour, gpu: Gpu
) -> dict[str, Any]:
    """Time one engine as a CUDA graph, and in pieces."""
    row: dict[str, Any] = {'net': net, 'frame': format_size(frame_size), 'precision': precision}
    try:
        plan = _plan(net, frame_size, precision, flavour, gpu)
        with closing(TensorRtRunner(plan, flavour, gpu)) as runner:
            row['graph_ms'] = percentiles(_timed(runner.run))
        with closing(TensorRtRunner(plan, flavour, gpu, use_graph=False)) as runner:
            row['pieces_ms'] = percentiles(_timed(runner.run))
            for stage in ('upload', 'execute', 'download'):
                row[f'{stage}_ms'] = percentiles(_event_times(runner, stage))
    except BackendError as error:
        row['error'] = str(error)
    print(row, flush=True)
    return row


def soak(duration_s: float, flavour: Flavour, gpu: Gpu) -> dict[str, Any]:
    """Run the default net without a pause and watch the GPU's memory."""
    cuda = load_cuda()
    plan = _plan('default', FRAME_SIZES[1], 'f16', flavour, gpu)
    free_mb, frames = [], 0
    with closing(TensorRtRunner(plan, flavour, gpu)) as runner:
        runner.run()
        end_s = time.monotonic() + duration_s
        while time.monotonic() < end_s:
            for _ in range(200):
                runner.run()
            frames += 200
            free, _ = checked(cuda.cudaMemGetInfo())
            free_mb.append(free / 1e6)
    return {
        'seconds': duration_s,
        'frames': frames,
        'free_mb_first': free_mb[0],
        'free_mb_last': free_mb[-1],
        'free_mb_least': min(free_mb),
    }


def percentiles(times_ms: Sequence[float]) -> dict[str, float]:
    """Give median and 99th percentile [ms]."""
    p50, p99 = np.percentile(times_ms, [50, 99])
    return {'p50': round(float(p50), 4), 'p99': round(float(p99), 4)}


def _timed(run: Callable[[], None]) -> list[float]:
    """Time whole runs by the clock, since their end is waited for."""
    for _ in range(WARM_UP_RUNS):
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


def _plan(
    net: str, frame_size: tuple[int, int], precision: Precision, flavour: Flavour, gpu: Gpu
) -> bytes:
    model, spec = _model(net, frame_size)
    options = BackendOptions(precision=precision)
    request = plan_engine(model, spec, frame_size, options, EngineOptions(), flavour, gpu)
    return obtain_engine(request, EngineCache()).plan


def _model(net: str, frame_size: tuple[int, int]) -> tuple[ModelProto, ModelSpec]:
    return load_model(default_model()) if net == 'default' else untrained_model(net, frame_size)


if __name__ == '__main__':
    sys.exit(main())
