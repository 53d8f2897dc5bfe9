# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What nets cost and, where they were trained, how good they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.label_set import class_set_matrix, LabelSet, load_label_set
from seg_node.export.model_file import export_model
from seg_node.models import create_model, SegmentationNet
from seg_node.models.checkpoint import Checkpoint, load_checkpoint

_LABEL_SET = 'camvid'
_WARM_UP_FRAMES = 2


@dataclass(frozen=True)
class Measurement:
    """
    How costs are measured.

    :param network_size: (width, height) of the nets' input [px].
    :param frames: that are timed; 0 times none.
    :param threads: of the runtime; 0 takes one a core.
    """

    network_size: tuple[int, int]
    frames: int
    threads: int


@dataclass(frozen=True)
class ModelRow:
    """
    One net's row.

    :param name: of the net, with its options.
    :param parameters: of what is exported; heads that only training needs do not count.
    :param gflops: of one frame, a multiplication and an addition counted as two.
    :param cpu_ms: median time from a frame to its maps, by the model file in
        onnxruntime; None if not timed.
    :param metrics: of the trained net, as text; empty if it was not trained.
    """

    name: str
    parameters: int
    gflops: float
    cpu_ms: float | None
    metrics: str


def measure_nets(
    names: Iterable[str], runs: Path | None, measurement: Measurement
) -> Iterator[ModelRow]:
    """
    Measure registered nets with their default options, then trained ones.

    :param names: of registered nets.
    :param runs: folder whose subfolders hold the ``checkpoint.pt`` of a run, or None.
    :raises ConfigurationError: if there is no such net, or the size does not fit one.
    :raises ModelFileError: if a checkpoint cannot be read.
    """
    trained = (
        [load_checkpoint(path) for path in sorted(runs.glob('*/checkpoint.pt'))] if runs else []
    )
    described = {_describe(each.net) for each in trained}
    labels = load_label_set(_LABEL_SET)
    for name in names:
        net = create_model(name, len(labels))
        if _describe(net) not in described:
            yield _measure(Checkpoint(net, labels, measurement.network_size), measurement)
    for checkpoint in trained:
        yield _measure(checkpoint, measurement)


def format_table(rows: Iterable[ModelRow], measurement: Measurement) -> Iterator[str]:
    """Give the lines of a Markdown table, each as soon as its row is there."""
    width, height = measurement.network_size
    yield f'| net | parameters, M | GFLOPs at {width}x{height} | CPU ms | trained |'
    yield '|---|---|---|---|---|'
    for row in rows:
        cpu_ms = '' if row.cpu_ms is None else f'{row.cpu_ms:.0f}'
        millions = f'{row.parameters / 1e6:.2f}'
        yield f'| `{row.name}` | {millions} | {row.gflops:.1f} | {cpu_ms} | {row.metrics} |'


def _measure(checkpoint: Checkpoint, measurement: Measurement) -> ModelRow:
    net = checkpoint.net
    net.check_sides('--size', *measurement.network_size)
    metrics = ', '.join(f'{name} {value:.3f}' for name, value in checkpoint.metrics.items())
    return ModelRow(
        name=_describe(net),
        parameters=count_parameters(net),
        gflops=count_flops(net, measurement.network_size) / 1e9,
        cpu_ms=_time(net, checkpoint.labels, measurement) if measurement.frames else None,
        metrics=metrics,
    )


def count_parameters(net: SegmentationNet) -> int:
    """Count the parameters that an export holds: those that ``forward`` uses."""
    shapes = _shapes(net)
    shapes(torch.zeros(1, 3, 2 * net.stride, 2 * net.stride, device='meta')).sum().backward()
    return sum(each.numel() for each in shapes.parameters() if each.grad is not None)


def count_flops(net: SegmentationNet, network_size: tuple[int, int]) -> int:
    """Count the multiplications and additions of convolutions and matrix products."""
    width, height = network_size
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        _shapes(net)(torch.zeros(1, 3, height, width, device='meta'))
    return int(counter.get_total_flops())


def _shapes(net: SegmentationNet) -> SegmentationNet:
    """Copy a net without its values: what does not compute takes no time."""
    return deepcopy(net).eval().to('meta')


def _time(net: SegmentationNet, labels: LabelSet, measurement: Measurement) -> float:
    """Take the median milliseconds of frames that have the size of the network input."""
    size = measurement.network_size
    width, height = size
    frame = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    class_sets = class_set_matrix(labels, labels.class_sets)
    times = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / 'model.onnx'
        export_model(net, labels, path, measurement.network_size)
        options = BackendOptions(
            threads=measurement.threads, network_size=measurement.network_size
        )
        backend = open_backend('onnxruntime', path, options)
        for _ in range(_WARM_UP_FRAMES + measurement.frames):
            start = perf_counter()
            backend.infer([frame], class_sets)
            times.append(perf_counter() - start)
        backend.close()
    return 1e3 * median(times[_WARM_UP_FRAMES:])


def _describe(net: SegmentationNet) -> str:
    options = ', '.join(f'{name}={value}' for name, value in net.options.items())
    return f'{net.architecture} ({options})' if options else net.architecture
