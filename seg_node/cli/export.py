# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Make a model file of a checkpoint, with a CRF or without."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any, TYPE_CHECKING

from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output
from seg_node.export.crf_parameters import CRF_DEFAULTS, CrfParameters

if TYPE_CHECKING:
    from seg_node.core.model_spec import ModelSpec

SUMMARY = 'make a model file of a checkpoint'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        'source',
        type=Path,
        metavar='SOURCE',
        help='checkpoint that seg train wrote, or with --crf a model file, ending in .onnx',
    )
    parser.add_argument('model', type=Path, metavar='MODEL.onnx', help='file to write')
    parser.add_argument(
        '--output-stride',
        type=int,
        choices=(1, 2, 4, 8),
        help='network pixels per map pixel (default: 2, or 1 where the net has it so)',
    )
    parser.add_argument(
        '--metrics',
        type=_key_value,
        nargs='+',
        default=[],
        metavar='KEY=VALUE',
        help="further measured figures for the model's description, e.g. camvid_test_miou=0.6",
    )
    parser.add_argument(
        '--crf',
        action='store_true',
        help='refine the maps along the edges of the image by a CRF inside the model: its time '
        "comes on top of the net's, and its confidence must be calibrated anew",
    )
    parser.add_argument(
        '--crf-options',
        type=_key_value,
        nargs='+',
        default=[],
        metavar='KEY=VALUE',
        help='a CRF with other parameters than '
        + ' '.join(f'{key}={value:g}' for key, value in CRF_DEFAULTS.items()),
    )


def run(arguments: argparse.Namespace) -> int:
    """Export, and print what was measured of the model."""
    check_output(arguments.model, arguments.source)
    is_model_file = arguments.source.suffix == '.onnx'
    spec = (_refine if is_model_file else _export)(arguments, _crf_parameters(arguments))
    crf = ' with a CRF' if spec.crf else ''
    print(f'{arguments.model}: {spec.architecture}{crf} for {spec.labels.name}, {spec.metrics}')
    return 0


def _export(arguments: argparse.Namespace, crf: CrfParameters | None) -> ModelSpec:
    from seg_node.export.model_file import export_model
    from seg_node.models.checkpoint import load_checkpoint

    checkpoint = load_checkpoint(arguments.source)
    # What was measured of the net alone is not the model's with a CRF.
    measured = {} if crf else checkpoint.metrics
    return export_model(
        checkpoint.net,
        checkpoint.labels,
        arguments.model,
        checkpoint.network_size,
        output_stride=arguments.output_stride,
        training_data=checkpoint.training_data,
        metrics={**measured, **dict(arguments.metrics)},
        crf=crf,
    )


def _refine(arguments: argparse.Namespace, crf: CrfParameters | None) -> ModelSpec:
    from seg_node.export.refinement import refine_model_file

    if crf is None or arguments.output_stride:
        raise ConfigurationError(
            f'{arguments.source} is a model file, whose output stride is fixed and which can only '
            'be given a CRF: --crf without --output-stride, or else a checkpoint'
        )
    return refine_model_file(arguments.source, arguments.model, crf, dict(arguments.metrics))


def _crf_parameters(arguments: argparse.Namespace) -> CrfParameters | None:
    options: dict[str, Any] = dict(arguments.crf_options)
    if unknown := options.keys() - CRF_DEFAULTS.keys():
        raise ConfigurationError(
            f'--crf-options has {", ".join(sorted(unknown))}: choose from '
            f'{", ".join(CRF_DEFAULTS)}'
        )
    return CrfParameters(**options) if arguments.crf or options else None


def _key_value(text: str) -> tuple[str, float]:
    key, _, value = text.partition('=')
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"'{text}' is not KEY=VALUE with a number")
    return key, number
