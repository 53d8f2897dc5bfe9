# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""List the nets with what they cost."""

from __future__ import annotations

import argparse
from pathlib import Path

from seg_node.cli.size_argument import size_argument
from seg_node.core.errors import ConfigurationError

SUMMARY = 'list the nets: parameters, operations, time on this CPU, accuracy where trained'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('nets', nargs='*', metavar='NET', help='by name (default: all)')
    parser.add_argument(
        '--size',
        type=size_argument,
        default=(512, 384),
        metavar='WxH',
        help='of the network input (default: 512x384)',
    )
    parser.add_argument(
        '--frames',
        type=int,
        default=0,
        metavar='N',
        help='time the model file on N frames (default: 0, not at all)',
    )
    parser.add_argument(
        '--threads', type=int, default=0, metavar='N', help='of the runtime (default: one a core)'
    )
    parser.add_argument(
        '--runs',
        type=Path,
        metavar='DIR',
        help='add the trained nets of the runs in its subfolders',
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a table in Markdown, row by row."""
    from seg_node.models import list_models
    from seg_node.training.model_table import format_table, measure_nets, Measurement

    if arguments.frames < 0:
        raise ConfigurationError(f'frames is {arguments.frames}: give a number of frames, or 0')
    if arguments.runs and not arguments.runs.is_dir():
        raise ConfigurationError(f'runs is {arguments.runs}: give a folder that holds runs')
    measurement = Measurement(arguments.size, arguments.frames, arguments.threads)
    rows = measure_nets(arguments.nets or list_models(), arguments.runs, measurement)
    for line in format_table(rows, measurement):
        print(line, flush=True)
    return 0
