# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Measure how many frames reach the node, with and without the profile for large images."""

from __future__ import annotations

import argparse
from itertools import product
import json
from math import inf
from pathlib import Path
from typing import Any

from tqdm import tqdm

from seg_node.cli.size_argument import size_argument
from seg_node.core.errors import ConfigurationError
from seg_node.core.image_size import parse_size

SUMMARY = 'count the large frames that reach the node over DDS, with and without the profile'

_SIZES = ('1280x720', '1920x1080')
_RELIABILITIES = ('reliable', 'best_effort')
_PROFILES = ('both', 'node')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        '--size',
        type=size_argument,
        action='append',
        metavar='WxH',
        help=f'of the frames; may be given again (default: {" and ".join(_SIZES)})',
    )
    parser.add_argument(
        '--reliability', choices=_RELIABILITIES, action='append', help='default: both'
    )
    parser.add_argument(
        '--profile',
        choices=('both', 'camera', 'node', 'none'),
        action='append',
        help='who uses the profile (default: both, then the node alone)',
    )
    parser.add_argument('--rate', type=float, default=30.0, metavar='HZ', help='default: 30')
    parser.add_argument('--seconds', type=float, default=60.0, help='of each run (default: 60)')
    parser.add_argument('--threads', type=int, default=0, help="of the node's net (default: all)")
    parser.add_argument('--out', type=Path, default=Path('out'), help='folder (default: out)')


def run(arguments: argparse.Namespace) -> int:
    """Run all cases, print a table and write it; 1 if one is not as documented."""
    from seg_node.ros.transport_measurement import measure_transport, TransportCase

    frame_count = arguments.rate * arguments.seconds
    if not 1 <= frame_count < inf:
        raise ConfigurationError(
            f'{frame_count:g} frames to send: give another --rate or --seconds'
        )
    sizes = arguments.size or map(parse_size, _SIZES)
    reliabilities = arguments.reliability or _RELIABILITIES
    profiles = arguments.profile or _PROFILES
    cases = [
        TransportCase(size, reliability, profile, arguments.rate, round(frame_count))
        for profile, size, reliability in product(profiles, sizes, reliabilities)
    ]
    arguments.out.mkdir(parents=True, exist_ok=True)
    parameters = {'threads': arguments.threads}
    path = arguments.out / 'transport.json'
    results = []
    for case in tqdm(cases, desc='runs', disable=None):
        results.append(measure_transport(case, arguments.out, parameters).to_dict())
        path.write_text(json.dumps(results, indent=2) + '\n', encoding='utf-8')
    print(_table(results))
    print(f'\nfigures are in {path}')
    return 0 if all(result['is_as_documented'] for result in results) else 1


def _table(results: list[dict[str, Any]]) -> str:
    """Lay the results out, one a line."""
    header = 'frames     QoS          profile   sent  at Hz  received  segmented  lost  warned'
    return '\n'.join([header, *map(_row, results)])


def _row(result: dict[str, Any]) -> str:
    row = (
        f'{result["size"]:<10} {result["reliability"]:<12} {result["profile"]:<7} '
        f'{result["sent"]:>6} {result["sent_rate_hz"]:>6} {result["received"]:>9} '
        f'{result["processed"]:>10} {result["lost"]:>5}  {"yes" if result["is_warned"] else "no"}'
    )
    return row if result['is_as_documented'] else f'{row}  not as documented'
