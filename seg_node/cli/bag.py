# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Make bags for ``seg replay``, the node or other tools."""

from __future__ import annotations

import argparse
from pathlib import Path

SUMMARY = 'make a bag of a folder of pictures or a video'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    actions = parser.add_subparsers(dest='action', metavar='ACTION', required=True)
    make = actions.add_parser('make', help=SUMMARY, description=SUMMARY)
    make.add_argument('source', help='folder of pictures, with labels or without, or a video')
    make.add_argument('out', type=Path, help='bag folder to write')
    make.add_argument(
        '--topic',
        default='/camera/image_raw',
        help='of the images, whose namespace the other topics share (default: /camera/image_raw)',
    )
    make.add_argument('--rate', type=float, metavar='HZ', help='of pictures (default: 10)')
    make.add_argument(
        '--camera-info', type=Path, metavar='FILE', help="the camera's calibration, ROS's YAML"
    )
    make.add_argument(
        '--storage', choices=('mcap', 'sqlite3'), default='mcap', help='default: mcap'
    )
    make.add_argument(
        '--jpeg', action='store_true', help='write JPEG on TOPIC/compressed, with loss'
    )


def run(arguments: argparse.Namespace) -> int:
    """Make it."""
    from seg_node.sources.bag_layout import check_image_topic
    from seg_node.sources.bag_writer import CameraForm, write_bag
    from seg_node.sources.calibration_file import read_calibration
    from seg_node.sources.open_source import open_source

    check_image_topic(arguments.topic)
    file = arguments.camera_info
    form = CameraForm(arguments.topic, read_calibration(file) if file else None, arguments.jpeg)
    source = open_source(arguments.source, rate_hz=arguments.rate)
    write_bag(source, arguments.out, form, arguments.storage)
    print(f'written: {arguments.out}')
    return 0
