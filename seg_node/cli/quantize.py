# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Make an int8 model file of one in f32."""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output

if TYPE_CHECKING:
    from seg_node.core.label_set import LabelSet
    from seg_node.export.quantization.quantizing import QuantizedModel
    from seg_node.sources.frame_source import Frame

SUMMARY = 'make an int8 model file, calibrated on frames'

_SHOWN_LAYERS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('model', type=Path, metavar='MODEL', help='model file in f32')
    parser.add_argument(
        'data',
        metavar='DATA',
        help='frames as the robot sees them, not those of a test: a folder, a bag, a video …; '
        'where they have labels, the loss of mIoU is measured',
    )
    parser.add_argument('out', type=Path, metavar='OUT.onnx', help='file to write')
    parser.add_argument(
        '--method',
        choices=('percentile', 'entropy'),
        default='percentile',
        help='how activations are clipped (default: percentile)',
    )
    parser.add_argument(
        '--frames',
        type=int,
        default=32,
        metavar='N',
        help='to calibrate on; the loss is measured on as many others (default: 32)',
    )
    parser.add_argument(
        '--max-loss',
        type=float,
        default=0.01,
        metavar='LOSS',
        help='layers stay in f32, the most sensitive ones first, until no more mIoU is lost, or '
        'without labels no larger share of labels changes (default: 0.01)',
    )
    parser.add_argument('--topic', help='image topic of a bag that has several')
    parser.add_argument(
        '--backend',
        choices=('onnxruntime', 'openvino'),
        default='onnxruntime',
        help='that the loss is measured in (default: onnxruntime)',
    )
    parser.add_argument('--threads', type=int, default=0, help='default: one per core')


def run(arguments: argparse.Namespace) -> int:
    """Quantise, and print what was measured."""
    from seg_node.evaluation.label_comparison import LabelComparison
    from seg_node.export.quantization.quantizer import Quantizer
    from seg_node.export.quantization.quantizing import write_quantized

    model, out, threads = arguments.model, arguments.out, arguments.threads
    check_output(out, model, Path(arguments.data))
    if arguments.frames < 1:
        raise ConfigurationError(f'frames is {arguments.frames}: give a number above 0')
    if not 0 <= arguments.max_loss <= 1:
        raise ConfigurationError(f'max-loss is {arguments.max_loss}: give one from 0 to 1')
    quantizer = Quantizer(model, threads)
    frames = _read_frames(arguments, quantizer.spec.labels)
    quantizer.calibrate([frame.image for frame in frames[::2]], arguments.method)
    comparison = LabelComparison(model, frames[1::2], arguments.backend, threads)
    found = write_quantized(quantizer, out, comparison.measure, arguments.max_loss)
    sizes = ' -> '.join(f'{path.stat().st_size / 1e6:.1f}' for path in (model, out))
    print(f'{out}: {_describe(found)}\n  {_compare(found, len(comparison.frames))}, {sizes} MB')
    return 0


def _read_frames(arguments: argparse.Namespace, labels: LabelSet) -> list[Frame]:
    """Read the frames for calibration and for measuring the loss, one for each in turn."""
    from seg_node.evaluation.labelled_source import check_classes
    from seg_node.sources.open_source import open_source
    from seg_node.sources.spread_frames import read_spread_frames

    source = open_source(arguments.data, arguments.topic, default_labels=labels)
    if source.label_set is not None:
        check_classes(source.name, source.label_set, labels)
    return read_spread_frames(source, 2 * arguments.frames)


def _describe(found: QuantizedModel) -> str:
    """Say which layers are in int8, and what the sensitive ones would change."""
    notes = found.spec.quantization
    lines = [
        f'{found.spec.architecture} with {notes["int8_layers"]} of {len(found.sensitivities)} '
        f'layers in int8, calibrated by {notes["method"]} on {notes["frames"]} frames',
        'the most sensitive layers, and the share of labels that each changes alone:',
    ]
    count = max(_SHOWN_LAYERS, len(found.float_layers))
    for layer, share in islice(found.sensitivities.items(), count):
        stays = ', stays in f32' if layer in found.float_layers else ''
        lines.append(f'  {share:7.3%} {layer.name}{stays}')
    return '\n  '.join(lines)


def _compare(found: QuantizedModel, frame_count: int) -> str:
    """Say what was lost on the other frames."""
    metrics = found.spec.metrics
    scores = ''
    if 'miou' in metrics:
        scores = f', mIoU {metrics["f32_miou"]:.4f} -> {metrics["miou"]:.4f}'
    changed = metrics['changed_labels']
    return f'on {frame_count} other frames: {changed:.2%} of the labels change{scores}'
