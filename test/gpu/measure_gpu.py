# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Time engines on this machine's GPU, beside rivals, and write a JSON file named after the card.

Run as ``scripts/gpu_check``, or ``python test/gpu/measure_gpu.py [--out DIR] [--soak SECONDS]``.
Untrained nets compute as long as trained ones, but their classes lie close together.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from itertools import product
from pathlib import Path
import re
import sys
from tempfile import TemporaryDirectory

from benched_models import BenchedModels
from engine_bench import EngineBench, RUNS
from report import Report, Row
from rivals import measure_rivals

from seg_node.backends.gpu import find_gpu, Gpu
from seg_node.backends.options import Precision
from seg_node.backends.tensorrt_flavour import first_flavour
from seg_node.core.errors import BackendError
from seg_node.core.image_size import format_size
from seg_node.evaluation.benchmark.machine import describe_machine, describe_versions
from seg_node.model_files.onnx_file import load_model

FRAME_SIZES = ((640, 480), (1280, 720), (1920, 1080), (1920, 1200))
ONE_SIZE = FRAME_SIZES[1]
NETS = ('default', 'default_int8', 'pidnet_s', 'ddrnet23_slim', 'segformer_b0')
PRECISIONS: tuple[Precision, ...] = ('f32', 'f16')


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Measure what can be measured here.

    :returns: the exit code: 1 where a row has an error, 2 without a GPU.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', type=Path, default=Path('doc/results'), metavar='DIR')
    parser.add_argument('--soak', type=float, default=600, metavar='SECONDS')
    parsed = parser.parse_args(arguments)
    try:
        gpu = find_gpu()
    except BackendError as error:
        print(error, file=sys.stderr)
        return 2
    path = parsed.out / f'{re.sub("[^A-Za-z0-9]+", "_", gpu.name)}.json'
    report = Report(
        path,
        gpu=str(gpu),
        driver=gpu.driver,
        machine=describe_machine(),
        versions=describe_versions(),
        runs=RUNS,
    )
    with TemporaryDirectory() as folder:
        models = BenchedModels(Path(folder))
        measure_engines(report, models, gpu, parsed.soak)
        for net in NETS:
            row = {'net': net, 'frame': format_size(ONE_SIZE)}
            report.add('rivals', row, partial(_measure_rivals, models, net))
    print(f'figures are in {path}')
    return 1 if report.error_count else 0


def measure_engines(report: Report, models: BenchedModels, gpu: Gpu, soak_s: float) -> None:
    """Time engines, compare them with the CPU, and run one for long."""
    try:
        flavour = first_flavour()
    except BackendError as error:
        report.fail(tensorrt=f'does not run here: {error}')
        return
    report.note(tensorrt=f'{flavour.name} {flavour.version}')
    bench = EngineBench(flavour, gpu, models)
    for case in product(NETS, FRAME_SIZES, PRECISIONS):
        net, frame_size, precision = case
        row = {'net': net, 'frame': format_size(frame_size), 'precision': precision}
        report.add('engines', dict(row), partial(bench.measure_times, *case))
        report.add('agreement', dict(row), partial(bench.compare, *case))
    report.add('soak', {'seconds': soak_s}, partial(bench.soak, 'default', ONE_SIZE, soak_s))


def _measure_rivals(models: BenchedModels, net: str, row: Row) -> None:
    model, spec = load_model(models.path(net, ONE_SIZE))
    row['rivals'] = list(measure_rivals(model, spec, ONE_SIZE))


if __name__ == '__main__':
    sys.exit(main())
