# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Play a source of frames as a camera."""

from __future__ import annotations

import argparse
import json

SUMMARY = 'publish frames as a camera: the rendered drive, a folder, a video or a bag'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        'source',
        nargs='?',
        default='rendered',
        help='rendered[:SEED], bars:WIDTHxHEIGHT[:FRAMES], a folder of images, a video file or a '
        'bag (default: rendered)',
    )
    parser.add_argument('--topic', help='image topic of a bag that has several')
    parser.add_argument('--rate', type=float, metavar='HZ', help="default: the source's own")
    parser.add_argument(
        '--reliability',
        choices=('reliable', 'best_effort'),
        default='reliable',
        help='of the images (default: reliable)',
    )
    parser.add_argument('--loop', action='store_true', help='start again at the end, for ever')
    parser.add_argument(
        '--subscribers', type=int, default=0, metavar='N', help='wait for N before the first frame'
    )
    parser.add_argument(
        '--truth-subscribers', type=int, default=0, metavar='N', help='the same for true labels'
    )
    parser.add_argument(
        '--wait-for', default='', metavar='TOPIC', help='send a frame when this answered the last'
    )
    parser.add_argument('--namespace', default='camera', help='of the topics (default: camera)')


def run(arguments: argparse.Namespace) -> int:
    """Play, then print what was sent as one line of JSON."""
    from seg_node.ros.simulated_camera import Playback, run_camera
    from seg_node.sources.open_source import open_source

    source = open_source(arguments.source, topic=arguments.topic)
    rate_hz = source.rate_hz if arguments.rate is None else arguments.rate
    playback = Playback(
        rate_hz,
        arguments.reliability,
        arguments.subscribers,
        arguments.truth_subscribers,
        arguments.wait_for,
    )
    print(json.dumps(run_camera(source, playback, arguments.namespace, arguments.loop)))
    return 0
