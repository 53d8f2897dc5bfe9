# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Build the TensorRT engine of a model file for one camera."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from seg_node.backends.tensorrt_flavour import FLAVOUR_NAMES
from seg_node.cli.engine_arguments import add_cache_argument
from seg_node.cli.progress_line import ProgressLine
from seg_node.cli.size_argument import add_size_arguments, size_argument
from seg_node.core.errors import BackendError, ConfigurationError
from seg_node.core.frame_layout import DEFAULT_SET_COUNT
from seg_node.core.image_size import format_size

if TYPE_CHECKING:
    from seg_node.backends.gpu import Gpu
    from seg_node.backends.options import Precision
    from seg_node.backends.tensorrt_flavour import Flavour
    from seg_node.engine.engine_options import EngineOptions
    from seg_node.engine.engine_record import EngineRecord

# As users of TensorRT write them.
_PRECISIONS: dict[str, Precision] = {'fp32': 'f32', 'fp16': 'f16', 'int8': 'f32'}

SUMMARY = 'build the TensorRT engine of a model file for one camera, before the node needs it'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('model', type=Path, metavar='MODEL', help='model file')
    parser.add_argument(
        '--frame-size',
        type=size_argument,
        metavar='WxH',
        required=True,
        help="of the camera's frames",
    )
    add_size_arguments(parser)
    parser.add_argument(
        '--precision',
        choices=_PRECISIONS,
        default='fp32',
        help="of the net's arithmetic; int8 needs a file that seg quantize wrote (default: fp32)",
    )
    parser.add_argument(
        '--flavour',
        choices=FLAVOUR_NAMES,
        help='the classic TensorRT or the one for RTX cards (default: the first that is there)',
    )
    parser.add_argument(
        '--target',
        metavar='smNN',
        help='build for all cards of that compute capability, also where there is none: sm89; '
        'tensorrt_rtx alone can (default: the GPU of this machine)',
    )
    parser.add_argument('--gpu', type=int, default=0, help='index of the GPU (default: 0)')
    parser.add_argument(
        '--sets',
        type=int,
        default=DEFAULT_SET_COUNT,
        help='the most class sets that the node has (default: %(default)s)',
    )
    parser.add_argument(
        '--memory-limit',
        type=int,
        default=8000,
        metavar='MB',
        help='of the process that builds (default: %(default)s)',
    )
    add_cache_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Build, unless the cache has the engine, prove it where its GPU is here, and tell of it."""
    from seg_node.backends.options import BackendOptions
    from seg_node.engine.engine_backend import EngineBackend
    from seg_node.engine.engine_build import obtain_engine
    from seg_node.engine.engine_cache import EngineCache
    from seg_node.engine.engine_key import EngineKey
    from seg_node.engine.engine_options import EngineHooks
    from seg_node.engine.planning import plan_engine
    from seg_node.model_files.onnx_file import load_model

    flavour, gpu = _find(arguments)
    model, spec = load_model(arguments.model)
    if arguments.precision == 'int8' and spec.precision != 'int8':
        raise ConfigurationError(
            f'--precision is int8, and {arguments.model} is not quantised: give the file that '
            'seg quantize makes of it'
        )
    options = BackendOptions(
        network_size=arguments.network_size,
        output_size=arguments.output_size,
        precision=_PRECISIONS[arguments.precision],
    )
    size, engine_options = arguments.frame_size, _engine_options(arguments)
    request = plan_engine(model, spec, size, options, engine_options, flavour, gpu)
    cache = EngineCache(arguments.cache)
    with closing(ProgressLine()) as progress:
        engine = obtain_engine(
            request, cache, progress.show, memory_limit_mb=engine_options.memory_limit_mb
        )
        if gpu.index is not None:
            # As the node does at its start, which then finds that it is done.
            hooks = EngineHooks(on_progress=progress.show)
            backend = EngineBackend(flavour.name, arguments.model, options, engine_options, hooks)
            with closing(backend):
                backend.prepare(size)
    print(_describe(engine.record, flavour, gpu))
    print(f'kept as {cache.folder / EngineKey(**engine.record.key).name}.plan')
    return 0


def _find(arguments: argparse.Namespace) -> tuple[Flavour, Gpu]:
    """Find TensorRT and the GPU, or what stands for it."""
    from seg_node.backends.gpu import find_gpu, parse_target
    from seg_node.backends.tensorrt_flavour import first_flavour, load_flavour

    if arguments.target:
        if arguments.flavour == 'tensorrt':
            raise BackendError(
                '--target is for tensorrt_rtx: the classic tensorrt builds only for the GPU that '
                'is there'
            )
        return load_flavour('tensorrt_rtx'), parse_target(arguments.target)
    gpu = find_gpu(arguments.gpu)  # before TensorRT, which may crash without one
    name = arguments.flavour
    return (load_flavour(name) if name else first_flavour()), gpu


def _engine_options(arguments: argparse.Namespace) -> EngineOptions:
    from seg_node.engine.engine_options import EngineOptions

    return EngineOptions(
        gpu=arguments.gpu,
        set_count=arguments.sets,
        folder=arguments.cache,
        memory_limit_mb=arguments.memory_limit,
    )


def _describe(record: EngineRecord, flavour: Flavour, gpu: Gpu) -> str:
    layout = record.key['layout']
    frame, network, output = (
        format_size(layout[name]) for name in ('frame_size', 'network_size', 'output_size')
    )
    return (
        f'{record.architecture} in {record.key["precision"]} for {gpu}, {flavour.name} '
        f'{flavour.version}: frames {frame}, network {network}, masks {output}; '
        f'{record.layer_count} layers, {record.plan_bytes / 1e6:.1f} MB, built in '
        f'{record.build_s:.1f} s on {record.created}'
    )
