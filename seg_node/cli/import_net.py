# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Make a model file of a net that others exported as ONNX."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from seg_node.cli.size_argument import size_argument
from seg_node.core import imagenet
from seg_node.core.errors import ConfigurationError
from seg_node.core.image_size import format_size

if TYPE_CHECKING:
    from seg_node.export.foreign.importing import ImportedNet

SUMMARY = 'make a model file of any segmentation net in ONNX'

_Colour = tuple[float, float, float]
# Mean and std of red, green and blue, which frames have from 0 to 255.
_NORMALISATIONS: dict[str, tuple[_Colour, _Colour]] = {
    'imagenet': (imagenet.MEAN, imagenet.STD),
    'unit': ((0.0, 0.0, 0.0), (255.0, 255.0, 255.0)),
    'symmetric': ((127.5, 127.5, 127.5), (127.5, 127.5, 127.5)),
    'none': ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('net', type=Path, metavar='NET.onnx', help='net of any origin')
    parser.add_argument(
        'model',
        type=Path,
        nargs='?',
        metavar='MODEL.onnx',
        help='file to write (default: NET_seg_node.onnx beside NET.onnx)',
    )
    parser.add_argument(
        '--labels',
        required=True,
        metavar='LABEL_SET',
        help='classes in the order of its ids: camvid, cityscapes, … or a YAML file',
    )
    parser.add_argument(
        '--colour-order', required=True, choices=('rgb', 'bgr'), help='of the channels it takes'
    )
    parser.add_argument(
        '--normalisation',
        choices=_NORMALISATIONS,
        help="its own way with frames: ImageNet's mean and std, to [0, 1], to [-1, 1] or none",
    )
    for name in ('mean', 'std'):
        parser.add_argument(
            f'--{name}',
            type=float,
            nargs=3,
            metavar=('R', 'G', 'B'),
            help='of frames from 0 to 255, instead of --normalisation; also for bgr in this order',
        )
    parser.add_argument(
        '--network-size',
        type=size_argument,
        metavar='WIDTHxHEIGHT',
        help='that it was trained at, where its input is open',
    )
    parser.add_argument('--output', metavar='NAME', help='the output to use of several')
    parser.add_argument(
        '--training-data', default='', metavar='TEXT', help='what it was trained on, for people'
    )


def run(arguments: argparse.Namespace) -> int:
    """Import, and print what was found out."""
    from seg_node.core.label_set import load_label_set
    from seg_node.export.foreign.importing import import_net, ImportOptions

    mean, std = _normalisation(arguments)
    options = ImportOptions(
        colour_order=arguments.colour_order,
        mean=mean,
        std=std,
        output=arguments.output,
        network_size=arguments.network_size,
        training_data=arguments.training_data,
    )
    labels = load_label_set(arguments.labels)
    net = arguments.net
    model = arguments.model or net.with_name(f'{net.stem}_seg_node.onnx')
    imported = import_net(net, labels, model, options)
    print(f'{model}: {_describe(imported)}')
    return 0


def _normalisation(arguments: argparse.Namespace) -> tuple[_Colour | None, _Colour | None]:
    if arguments.normalisation is None:
        mean, std = (values and tuple(values) for values in (arguments.mean, arguments.std))
        return mean, std
    if arguments.mean or arguments.std:
        raise ConfigurationError('--normalisation gives mean and std: leave --mean and --std out')
    return _NORMALISATIONS[arguments.normalisation]


def _describe(imported: ImportedNet) -> str:
    """Say in a few lines what the net is, and what that means for the robot."""
    spec, traits = imported.spec, imported.traits
    size = format_size(spec.network_size)
    lines = [
        f'{spec.labels.name} by {traits.meaning} as {traits.grid.layout}, at '
        f'1/{spec.output_stride} of the size of its {traits.image_layout} input',
        f"{imported.agreement:.2%} of a trial frame's labels are the net's own",
    ]
    if spec.is_fixed_size:
        lines.append(f'it runs at {size} alone: frames of every camera are resized to just that')
    else:
        lines.append(f'it runs at multiples of {spec.stride}, by itself at about {size}')
    if traits.meaning == 'ids':
        lines.append(
            'it gives no scores: confidence is 255 everywhere and means nothing, and class sets '
            'are 0 or 255, so no threshold keeps the robot from ground that the net is unsure of'
        )
    return '\n  '.join(lines)
