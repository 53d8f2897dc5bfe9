# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Make a checkpoint of weights that the authors of a net published."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from seg_node.cli.size_argument import size_argument
from seg_node.core.errors import ModelFileError

SUMMARY = "make a checkpoint of a net's published weights"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('architecture', metavar='ARCH', help='e.g. pidnet_s, ddrnet23_slim')
    parser.add_argument('file', type=Path, metavar='FILE', help='that its authors published')
    parser.add_argument(
        'checkpoint',
        type=Path,
        nargs='?',
        metavar='OUT.pt',
        help='file to write (default: FILE_seg_node.pt beside FILE)',
    )
    parser.add_argument(
        '--labels',
        required=True,
        metavar='LABEL_SET',
        help='classes in the order of its ids: camvid, cityscapes, … or a YAML file',
    )
    parser.add_argument(
        '--network-size',
        type=size_argument,
        default=(1024, 512),
        metavar='WIDTHxHEIGHT',
        help='nominal input of the model file that is made of it (default: 1024x512)',
    )


def run(arguments: argparse.Namespace) -> int:
    """Import, and print what was skipped."""
    from seg_node.core.label_set import load_label_set
    from seg_node.core.output_file import check_output
    from seg_node.models import create_model
    from seg_node.models.checkpoint import Checkpoint, save_checkpoint
    from seg_node.models.upstream.checkpoint_file import read_state_dict
    from seg_node.models.upstream.loading import check_importable, load_upstream_weights

    check_importable(arguments.architecture)
    labels = load_label_set(arguments.labels)
    net = create_model(arguments.architecture, len(labels))
    net.check_sides('--network-size', *arguments.network_size)
    file = arguments.file
    weights = read_state_dict(file)
    try:
        skipped = load_upstream_weights(net, weights)
    except ModelFileError as error:
        raise ModelFileError(f'{file}: {error}') from error
    out = arguments.checkpoint or file.with_name(f'{file.stem}_seg_node.pt')
    check_output(out, file)
    origin = f'imported from {file.name}'
    save_checkpoint(out, Checkpoint(net, labels, arguments.network_size, origin))
    print(f'{out}: {net.architecture} for {labels.name}')
    print(f'  skipped, as only training needs them: {_describe(skipped)}')
    return 0


def _describe(skipped: Sequence[str]) -> str:
    """Name what was skipped, and only count the counters that each batch norm has."""
    names = [name for name in skipped if not name.endswith('.num_batches_tracked')]
    counters = len(skipped) - len(names)
    if counters:
        names.append(f'{counters} x num_batches_tracked')
    return ', '.join(names) or 'nothing'
