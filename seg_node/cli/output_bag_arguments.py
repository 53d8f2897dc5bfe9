# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How ``seg replay`` is asked for a bag of outputs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from seg_node.core.errors import ConfigurationError
from seg_node.replay.result_files import BAG

if TYPE_CHECKING:
    from seg_node.core.label_set import LabelSet
    from seg_node.replay.output_bag import OutputBag


def add_output_bag_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them."""
    parser.add_argument(
        '--bag',
        nargs='*',
        metavar='OUTPUT',
        help='write what the node would publish into the bag DIR/bag: all, or some of mask, '
        'confidence, drivable_area, sets, overlay, ground',
    )
    parser.add_argument(
        '--bag-input', action='store_true', help="copy the camera's topics and TF into it too"
    )


def check_output_bag(arguments: argparse.Namespace) -> None:
    """
    Find out before the work where no bag can be written.

    :raises ConfigurationError: if there is nowhere to write it.
    """
    if arguments.bag is None:
        if arguments.bag_input:
            raise ConfigurationError('--bag-input is for --bag')
        return
    if 'ground' in arguments.bag and not arguments.ground:
        raise ConfigurationError('--bag ground is what --ground tells: give that too')
    if not arguments.out:
        raise ConfigurationError('--bag writes DIR/bag: give --out DIR')
    if _path(arguments).exists():
        raise ConfigurationError(
            f'{_path(arguments)} is there already: take it away, or give another --out'
        )


@contextmanager
def open_output_bag(arguments: argparse.Namespace, labels: LabelSet) -> Iterator[list[OutputBag]]:
    """
    Give what watches the replay within a ``with`` block: the bag, or nothing.

    :param labels: what the ids of the mask stand for.
    """
    if arguments.bag is None:
        yield []
        return
    from seg_node.replay.output_bag import OutputBag
    from seg_node.sources.open_source import open_source

    source, topic = arguments.source, arguments.topic
    copied = open_source(source, topic) if arguments.bag_input else None
    with OutputBag(_path(arguments), labels, arguments.bag, copied) as bag:
        yield [bag]
    print(f'outputs are in {bag.path}')
    if bag.copy_fault:
        print(f"the camera's topics are not all in it: {bag.copy_fault}")


def _path(arguments: argparse.Namespace) -> Path:
    path: Path = arguments.out / BAG
    return path
