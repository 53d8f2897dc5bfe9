# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Make a model file of a checkpoint."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

SUMMARY = 'make a model file of a checkpoint'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('checkpoint', type=Path, metavar='CHECKPOINT', help='that seg train wrote')
    parser.add_argument('model', type=Path, metavar='MODEL.onnx', help='file to write')
    parser.add_argument(
        '--output-stride',
        type=int,
        choices=(1, 2, 4),
        default=2,
        help='network pixels per map pixel (default: 2)',
    )
    parser.add_argument(
        '--metrics',
        type=_metric,
        nargs='+',
        default=[],
        metavar='KEY=VALUE',
        help="further measured figures for the model's description, e.g. camvid_test_miou=0.6",
    )


def run(arguments: argparse.Namespace) -> int:
    """Export, and print what was measured of the model."""
    from seg_node.export.model_file import export_model
    from seg_node.training.checkpoint import load_checkpoint

    # The exporter warns of operators of torchvision, which no net here has.
    logging.getLogger('torch.onnx').setLevel(logging.ERROR)
    checkpoint = load_checkpoint(arguments.checkpoint)
    config = checkpoint.config
    miou = f'{_short_name(config.validation).replace("/", "_")}_miou'
    spec = export_model(
        checkpoint.net,
        checkpoint.labels,
        arguments.model,
        config.network_size,
        output_stride=arguments.output_stride,
        training_data=', '.join(f'{_short_name(f.path)} x {f.repeat:g}' for f in config.data),
        metrics={miou: checkpoint.miou, **dict(arguments.metrics)},
    )
    print(f'{arguments.model}: {spec.architecture} for {spec.labels.name}, {spec.metrics}')
    return 0


def _metric(text: str) -> tuple[str, float]:
    key, _, value = text.partition('=')
    try:
        return key, float(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not KEY=VALUE with a number") from None


def _short_name(folder: str) -> str:
    """Name a data folder, e.g. ``camvid/train``, without the machine's folders above it."""
    return '/'.join(Path(folder).resolve().parts[-2:])
