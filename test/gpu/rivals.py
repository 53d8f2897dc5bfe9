# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What else runs a net on a GPU: onnxruntime with CUDA, and torch.compile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
import time
from typing import Any

import numpy as np
from onnx import ModelProto
import onnxruntime
import torch

from seg_node.backends.options import BackendOptions
from seg_node.core.label_set import class_set_matrix
from seg_node.core.model_spec import ModelSpec
from seg_node.models import create_model, list_models

_RUNS = 200
_WARM_UP_RUNS = 20


def measure_rivals(
    model: ModelProto, spec: ModelSpec, frame_size: tuple[int, int]
) -> Iterator[dict[str, Any]]:
    """
    Time rivals that are installed with CUDA, from a frame in memory to labels in memory.

    :param model: as in a model file.
    :param spec: of the model.
    :param frame_size: (width, height) of the camera's frames [px].
    """
    size = BackendOptions().resolve_network_size(spec, frame_size)
    frame = np.zeros((1, size[1], size[0], 3), np.uint8)
    contestants: dict[str, Callable[[], Callable[[], Any]]] = {
        'onnxruntime CUDA': lambda: _onnxruntime(model, spec, frame),
        'torch.compile f16': lambda: _torch(spec, frame),
    }
    for name, make in contestants.items():
        row: dict[str, Any] = {'net': spec.architecture, 'rival': name}
        try:
            times_ms = _timed(make())
            row |= dict(zip(('p50', 'p99'), np.percentile(times_ms, [50, 99]), strict=True))
        except Exception as error:  # of any kind: a rival that does not run is a result
            row['error'] = (str(error) or repr(error)).splitlines()[0]
        yield row


def _onnxruntime(model: ModelProto, spec: ModelSpec, frame: np.ndarray) -> Callable[[], Any]:
    if 'CUDAExecutionProvider' not in onnxruntime.get_available_providers():
        raise RuntimeError('onnxruntime has no CUDA here: pip install onnxruntime-gpu')
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=['CUDAExecutionProvider']
    )
    class_sets = class_set_matrix(spec.labels, spec.labels.class_sets)
    return lambda: session.run(None, {'frame': frame, 'class_sets': class_sets})


def _torch(spec: ModelSpec, frame: np.ndarray) -> Callable[[], Any]:
    if not torch.cuda.is_available():
        raise RuntimeError(f'torch {torch.__version__} has no CUDA here')
    name = spec.architecture if spec.architecture in list_models() else 'lite0_fpn'
    net = torch.compile(create_model(name, len(spec.labels)).eval().cuda().half())
    mean, std = (
        torch.tensor(each, device='cuda').half().view(3, 1, 1) for each in (spec.mean, spec.std)
    )

    @torch.inference_mode()
    def run() -> Any:
        images = (torch.from_numpy(frame).cuda().permute(0, 3, 1, 2).half() - mean) / std
        return net(images).argmax(1).byte().cpu()

    return run


def _timed(run: Callable[[], Any]) -> list[float]:
    for _ in range(_WARM_UP_RUNS):
        run()
    times_ms = []
    for _ in range(_RUNS):
        start_ns = time.perf_counter_ns()
        run()
        times_ms.append((time.perf_counter_ns() - start_ns) / 1e6)
    return times_ms
