# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A size on the command line."""

from __future__ import annotations

import argparse

from seg_node.core.errors import ConfigurationError
from seg_node.core.image_size import parse_size


def add_size_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sizes at which a net runs and its masks come out."""
    parser.add_argument(
        '--network-size', type=size_argument, metavar='WxH', help='default: what the node chooses'
    )
    parser.add_argument(
        '--output-size',
        type=output_size_argument,
        default='camera',
        metavar='SIZE',
        help='of the masks: camera, network or WxH (default: camera)',
    )


def size_argument(text: str) -> tuple[int, int]:
    """
    Read ``WIDTHxHEIGHT``: a ``type`` of argparse.

    :raises argparse.ArgumentTypeError: if the text is no size; argparse shows the usage then.
    """
    try:
        return parse_size(text)
    except ConfigurationError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def output_size_argument(text: str) -> tuple[int, int] | str:
    """
    Read ``camera``, ``network`` or ``WIDTHxHEIGHT``: a ``type`` of argparse.

    :raises argparse.ArgumentTypeError: if the text is none of them.
    """
    return text if text in ('camera', 'network') else size_argument(text)
