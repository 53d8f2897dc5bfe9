# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What ``seg replay`` is asked for, and what of it cannot be."""

from __future__ import annotations

import argparse
from math import inf
from pathlib import Path

from seg_node.cli.output_bag_arguments import add_output_bag_arguments, check_output_bag
from seg_node.cli.pipeline_arguments import add_pipeline_arguments
from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output
from seg_node.replay.result_files import FRAMES

_SLOWEST_RATE = 0.001
"""By it the longest pause between two frames already takes more than an hour."""


def add_replay_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them."""
    parser.add_argument(
        'sources', nargs='+', metavar='SOURCE', help='bag, video, folder or rendered[:SEED]'
    )
    add_pipeline_arguments(parser)
    _add_input_arguments(parser)
    parser.add_argument(
        '--out',
        type=Path,
        metavar='DIR',
        help='write report.html, report.json, junit.xml and frames.jsonl there',
    )
    add_output_bag_arguments(parser)
    _add_reference_arguments(parser)
    _add_many_arguments(parser)
    _add_live_arguments(parser)


def add_tolerance_argument(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Declare what a comparison allows."""
    parser.add_argument(
        '--tolerance', type=Path, metavar='FILE', help='how much may differ (default: nothing)'
    )


def check_replay_arguments(arguments: argparse.Namespace) -> None:
    """
    Find out what does not go together, for one drive or several.

    :raises ConfigurationError: if something does not.
    """
    if arguments.tolerance and not (arguments.compare or arguments.update or arguments.live):
        raise ConfigurationError('--tolerance is for --compare and --update')
    rate = arguments.rate
    if rate is not None and not (arguments.live and _SLOWEST_RATE <= rate < inf):
        raise ConfigurationError(f'--rate {rate}: give one from {_SLOWEST_RATE} up, with --live')


def check_places(arguments: argparse.Namespace) -> None:
    """
    Find out before the replay of a drive where nothing can or may be written.

    :raises ConfigurationError: if it is where something is to be written.
    """
    kept = [Path(arguments.source), *filter(None, [arguments.compare, arguments.params])]
    check_output_bag(arguments)
    places = record_places(arguments)
    for place in places:
        check_output(place, *kept)
    if len({place.absolute() for place in places}) < len(places):
        raise ConfigurationError(f'{places[0]} is to be written twice: give different places')


def record_places(arguments: argparse.Namespace) -> list[Path]:
    """Give where the records of a drive are to be written."""
    frames = arguments.out / FRAMES if arguments.out else None
    return [path for path in (arguments.record or arguments.update, frames) if path]


def _add_input_arguments(parser: argparse.ArgumentParser) -> None:
    beside = parser.add_argument_group('beside the images')
    beside.add_argument(
        '--truth', type=Path, metavar='FOLDER', help='label files (PNG) that are named by stamp'
    )
    beside.add_argument('--ground', action='store_true', help='look at the ground too')
    beside.add_argument(
        '--remap',
        dest='remaps',
        action='append',
        default=[],
        metavar='NAME:=TOPIC',
        help='topic of the bag for camera_info, depth/camera_info, imu or odometry of the node, '
        'where it has several; may be given again',
    )


def _add_reference_arguments(parser: argparse.ArgumentParser) -> None:
    earlier = parser.add_argument_group('an earlier run')
    use = earlier.add_mutually_exclusive_group()
    use.add_argument('--record', type=Path, metavar='REF', help='write a reference there')
    use.add_argument(
        '--compare', type=Path, metavar='REF', help='exit with 1 if it differs from the reference'
    )
    use.add_argument(
        '--update', type=Path, metavar='REF', help='say what differs, and write the reference anew'
    )
    add_tolerance_argument(earlier)


def _add_many_arguments(parser: argparse.ArgumentParser) -> None:
    many = parser.add_argument_group(
        'several drives', '--out and REF are folders then, with a name in them for each drive'
    )
    many.add_argument(
        '--workers', type=int, metavar='N', help='drives at the same time (default: 1)'
    )
    many.add_argument(
        '--ray', metavar='ADDRESS', help="of a Ray cluster to replay on, or 'local' to start one"
    )


def _add_live_arguments(parser: argparse.ArgumentParser) -> None:
    live = parser.add_argument_group('live')
    live.add_argument(
        '--live', action='store_true', help='play to the node itself, over ROS, at its own speed'
    )
    live.add_argument(
        '--rate', type=float, help='with --live: times the recorded speed (default: 1)'
    )
