# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Compile every net of the zoo ahead of time, without a GPU, and print what that took.

Run as ``python test/measure_engines.py [NET ...]``. The nets are untrained, which changes
neither the time nor the layers.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
import tempfile

from onnx import ModelProto
from untrained_models import untrained_model

from seg_node.backends.gpu import Gpu, parse_target
from seg_node.backends.options import BackendOptions, Precision
from seg_node.backends.tensorrt_flavour import Flavour, load_flavour
from seg_node.core.errors import BackendError
from seg_node.core.image_size import format_size
from seg_node.core.model_spec import ModelSpec
from seg_node.engine.engine_build import obtain_engine
from seg_node.engine.engine_cache import EngineCache
from seg_node.engine.engine_options import EngineOptions
from seg_node.engine.engine_record import EngineRecord
from seg_node.engine.planning import plan_engine
from seg_node.model_files.onnx_file import load_model
from seg_node.models import list_models

FRAME_SIZE = (1920, 1080)
PRECISIONS: tuple[Precision, ...] = ('f32', 'f16')


def build(
    model: ModelProto,
    spec: ModelSpec,
    precision: Precision,
    flavour: Flavour,
    gpu: Gpu,
    folder: Path,
) -> EngineRecord:
    """Compile one engine, never one from before."""
    options = BackendOptions(precision=precision)
    request = plan_engine(model, spec, FRAME_SIZE, options, EngineOptions(), flavour, gpu)
    return obtain_engine(request, EngineCache(folder)).record


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('nets', nargs='*', default=list_models(), metavar='NET')
    parser.add_argument('--model', type=Path, action='append', default=[], help='model file, too')
    parser.add_argument('--target', default='sm89')
    parsed = parser.parse_args(arguments)
    flavour, gpu = load_flavour('tensorrt_rtx'), parse_target(parsed.target)
    print(f'{flavour.name} {flavour.version} for {gpu}, frames of {format_size(FRAME_SIZE)}\n')
    print('| net | network | precision | layers | build s | plan MB | peak memory MB |')
    print('|---|---|---|---|---|---|---|', flush=True)
    for source in (*parsed.nets, *parsed.model):
        if isinstance(source, Path):
            model, spec = load_model(source)
        else:
            model, spec = untrained_model(source, FRAME_SIZE)
        size = BackendOptions().resolve_network_size(spec, FRAME_SIZE)
        for precision in PRECISIONS:
            name = spec.name_precision(precision)
            row = f'| {spec.architecture} | {format_size(size)} | {name} |'
            with tempfile.TemporaryDirectory() as folder:
                try:
                    found = build(model, spec, precision, flavour, gpu, Path(folder))
                except BackendError as error:
                    print(f'{row} {error} |||||', flush=True)
                    continue
            print(
                f'{row} {found.layer_count} | {found.build_s:.1f} | '
                f'{found.plan_bytes / 1e6:.1f} | {found.peak_memory_mb} |',
                flush=True,
            )


if __name__ == '__main__':
    main()
