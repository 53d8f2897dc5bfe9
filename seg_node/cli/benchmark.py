# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Measure what a frame costs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from seg_node.cli.size_argument import size_argument
from seg_node.core.image_size import format_size

SUMMARY = 'measure our pipeline beside its rivals, or the node over DDS'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        '--dds', action='store_true', help='measure the running node instead of bare pipelines'
    )
    parser.add_argument(
        '--source', default='rendered', help='as for seg simulate (default: rendered)'
    )
    parser.add_argument(
        '--frame-size',
        type=size_argument,
        metavar='WxH',
        help="the camera's (default: 1920x1080, with --dds 1280x720)",
    )
    parser.add_argument(
        '--network-size',
        type=_size_or_auto,
        metavar='WxH',
        help='auto for what the node would choose (default: auto)',
    )
    model = parser.add_mutually_exclusive_group()
    model.add_argument('--model', type=Path, help='model file (default: the one that ships)')
    model.add_argument('--net', metavar='NAME', help='a registered net, untrained, e.g. fast_scnn')
    parser.add_argument('--threads', type=int, default=1, help='of each pipeline (default: 1)')
    parser.add_argument(
        '--frames', type=int, default=10, metavar='N', help='different ones (default: 10)'
    )
    parser.add_argument(
        '--rounds', type=int, default=3, metavar='N', help='of all frames (default: 3)'
    )
    parser.add_argument(
        '--rate',
        type=float,
        default=5.0,
        metavar='HZ',
        help='of the camera, with --dds (default: 5)',
    )
    parser.add_argument('--out', type=Path, default=Path('out'), help='folder (default: out)')


def run(arguments: argparse.Namespace) -> int:
    """Measure, print a table and write a report and its chart."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    return _run_node(arguments) if arguments.dds else _run_pipelines(arguments)


def _run_pipelines(arguments: argparse.Namespace) -> int:
    from seg_node.evaluation.benchmark.camera_messages import read_images
    from seg_node.evaluation.benchmark.comparison import compare, ComparisonOptions
    from seg_node.evaluation.benchmark.files import write_files
    from seg_node.evaluation.benchmark.line_up import ComparedModel
    from seg_node.evaluation.benchmark.report import cost_chart
    from seg_node.evaluation.benchmark.table import format_table
    from seg_node.sources.open_source import open_source

    options = ComparisonOptions(arguments.network_size, arguments.threads, arguments.rounds)
    source = open_source(arguments.source)
    images = read_images(source, arguments.frame_size or (1920, 1080), arguments.frames)
    report = compare(images, ComparedModel(*_model(arguments)), options)
    print(format_table(report))
    write_files(report, cost_chart(report), arguments.out, 'pipelines')
    print(f'\npipelines.json and pipelines.png are in {arguments.out}')
    return 0


def _run_node(arguments: argparse.Namespace) -> int:
    from seg_node.evaluation.benchmark.camera_messages import read_images
    from seg_node.evaluation.benchmark.files import write_files
    from seg_node.ros.node_benchmark import measure_node, NodeBenchmarkOptions
    from seg_node.ros.node_report import format_node_table, latency_chart
    from seg_node.sources.open_source import open_source

    source = open_source(arguments.source)
    model, _ = _model(arguments)
    size = arguments.network_size
    parameters: dict[str, str | int] = {
        'model': str(model.absolute()),
        'threads': arguments.threads,
        'network_size': format_size(size) if size else 'auto',
    }
    options = NodeBenchmarkOptions(
        images=read_images(source, arguments.frame_size or (1280, 720), arguments.frames),
        frames=arguments.frames * arguments.rounds,
        rate_hz=arguments.rate,
        node_parameters=parameters,
        out=arguments.out,
    )
    report = measure_node(options)
    print(format_node_table(report))
    write_files(report, latency_chart(report), arguments.out, 'node')
    print(f'\nnode.json and node.png are in {arguments.out}')
    return 0


def _model(arguments: argparse.Namespace) -> tuple[Path, Any]:
    """Give the path of the model file, and its torch net if it was made just now."""
    if arguments.net:
        from seg_node.evaluation.benchmark.untrained_net import export_untrained

        path = arguments.out / f'{arguments.net}.onnx'
        return path, export_untrained(arguments.net, path)
    from seg_node.core.resources import default_model

    return arguments.model or default_model(), None


def _size_or_auto(text: str) -> tuple[int, int] | None:
    return None if text == 'auto' else size_argument(text)
