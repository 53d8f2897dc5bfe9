# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Write the frames of any source as a folder, a bag or a video."""

from __future__ import annotations

import argparse
from pathlib import Path

from seg_node.core.errors import ConfigurationError

SUMMARY = 'write the frames of any source as a folder, a bag or a video'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        'source', help='rendered[:SEED], a folder of images, a video file or a bag'
    )
    parser.add_argument('out', type=Path, help='folder, bag folder or .mp4 file to write')
    parser.add_argument('--to', choices=('folder', 'bag', 'video'), default='folder')
    parser.add_argument('--topic', help='image topic of a bag that has several')
    parser.add_argument(
        '--every', type=int, default=1, metavar='N', help='one frame of N, for a folder'
    )


def run(arguments: argparse.Namespace) -> int:
    """Convert."""
    from seg_node.sources.open_source import open_source

    if arguments.every != 1 and arguments.to != 'folder':
        raise ConfigurationError(f'every is {arguments.every}: only a folder can leave frames out')
    source = open_source(arguments.source, arguments.topic)
    if arguments.to == 'folder':
        from seg_node.sources.folder_writer import write_folder

        write_folder(source, arguments.out, arguments.every)
    elif arguments.to == 'bag':
        from seg_node.sources.bag_writer import write_bag

        write_bag(source, arguments.out)
    else:
        from seg_node.sources.video_writer import write_video

        write_video(source, arguments.out)
    print(f'written: {arguments.out}')
    return 0
