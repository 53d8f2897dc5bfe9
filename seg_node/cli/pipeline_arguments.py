# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a verb asks that runs a recorded drive as the node would."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seg_node.parameters.parameters import Parameters


def add_pipeline_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare topic and parameters."""
    parser.add_argument('--topic', help='image topic of a bag that has several')
    parser.add_argument('--params', type=Path, metavar='FILE', help="the node's parameter file")
    parser.add_argument(
        '--set',
        dest='assignments',
        action='append',
        default=[],
        metavar='NAME=VALUE',
        help='another value of a parameter of the node; may be given again',
    )
    parser.add_argument('--model', help='model file (default: that of the parameters)')
    parser.add_argument('--threads', type=int, help='default: that of the parameters')


def read_parameters(arguments: argparse.Namespace) -> Parameters:
    """
    Put together what file and command line say.

    :raises ConfigurationError: if a value cannot be.
    """
    from seg_node.parameters.parameter_file import (
        make_parameters,
        parse_assignments,
        read_parameter_file,
    )

    values = read_parameter_file(arguments.params) if arguments.params else {}
    values |= parse_assignments(arguments.assignments)
    options = {'model': arguments.model, 'threads': arguments.threads}
    values |= {name: value for name, value in options.items() if value is not None}
    return make_parameters(values)
