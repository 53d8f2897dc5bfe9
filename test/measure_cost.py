# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Compare what model files cost on the CPU with an untrained Fast-SCNN at 1024x512, in one run.

Run as ``python test/measure_cost.py MODEL.onnx ... [NET@WxH ...]``. A net of the registry at a
size is untrained, which changes nothing here; Fast-SCNN's maps stay on the grid of its logits.
Each frame of 640x480 goes through one after the other, on one thread each, so that all meet the
same machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
import time

import cv2
import numpy as np
import onnx
from untrained_models import untrained_model_at

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.backend import Backend
from seg_node.core.image_size import format_size, parse_size
from seg_node.core.label_set import class_set_matrix
from seg_node.sources.open_source import open_source

FRAME_SIZE = (640, 480)
RIVAL = 'fast_scnn@1024x512'
WARM_UP = 5


def open_candidate(text: str, runtime: str, folder: Path) -> Backend:
    """Open a model file, or make one of a net that never learned."""
    path = Path(text)
    if '@' in text:
        name, _, size = text.partition('@')
        model, _ = untrained_model_at(name, parse_size(size, text), 8 if text == RIVAL else 2)
        path = folder / f'{text}.onnx'
        onnx.save(model, str(path))
    return open_backend(runtime, path, BackendOptions(threads=1))


def measure(backend: Backend, frame: np.ndarray) -> float:
    """Give the time of one frame [ms]."""
    class_sets = class_set_matrix(backend.spec.labels, backend.spec.labels.class_sets)
    begin = time.perf_counter()
    backend.infer([frame], class_sets)
    return 1000 * (time.perf_counter() - begin)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('models', nargs='+', metavar='MODEL.onnx|NET@WxH')
    parser.add_argument('--backend', default='onnxruntime')
    parser.add_argument('--frames', type=int, default=60)
    parsed = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    rendered = next(iter(open_source('rendered:0'))).image
    frame = cv2.resize(rendered, FRAME_SIZE, interpolation=cv2.INTER_AREA)
    with TemporaryDirectory() as folder:
        backends = {
            text: open_candidate(text, parsed.backend, Path(folder))
            for text in (RIVAL, *parsed.models)
        }
        rounds = [
            [measure(backend, frame) for backend in backends.values()]
            for _ in range(parsed.frames + WARM_UP)
        ]
    medians = np.median(rounds[WARM_UP:], axis=0)
    print('| model | network | ms | times Fast-SCNN |')
    print('|---|---|---|---|')
    for (text, backend), ms in zip(backends.items(), medians, strict=True):
        size = format_size(backend.network_size(FRAME_SIZE))
        print(f'| {text} | {size} | {ms:.1f} | {ms / medians[0]:.2f} |')


if __name__ == '__main__':
    main()
