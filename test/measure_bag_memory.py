# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Show what memory it takes to read a bag of very many chunks.

python test/measure_bag_memory.py 200 100000

Recorders begin a chunk with about each megabyte, so 100,000 chunks are those of 100 GB. Of a file
it is the index of its chunks that is held, so here they have one small image each.
"""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path
from resource import getrusage, RUSAGE_SELF
import sys
from tempfile import TemporaryDirectory

from bag_messages import image, SECOND
from mcap.writer import Writer

from seg_node.sources.bag import BagSource
from seg_node.sources.bag_layout import IMAGE
from seg_node.sources.rosbags_library import typestore


def write(path: Path, count: int) -> None:
    definition, _ = typestore().generate_msgdef(IMAGE, ros_version=2)
    with path.open('wb') as file:
        writer = Writer(file, chunk_size=100)
        writer.start('ros2', 'seg_node')
        schema = writer.register_schema(IMAGE, 'ros2msg', definition.encode())
        channel = writer.register_channel('/image', 'cdr', schema)
        for index in range(count):
            time_ns = SECOND + index * SECOND // 10
            data = bytes(typestore().serialize_cdr(image(time_ns), IMAGE))
            writer.add_message(channel, time_ns, data, time_ns)
        writer.finish()


def read(path: Path) -> None:
    count = sum(1 for _ in BagSource(path).readings())
    print(f'{count} chunks: {getrusage(RUSAGE_SELF).ru_maxrss / 1024:.0f} MB')


def main() -> None:
    """Write and read, each in a process of its own, so that each has its own peak."""
    with TemporaryDirectory() as folder:
        for count in map(int, sys.argv[1:]):
            path = Path(folder, f'{count}.mcap')
            for target, arguments in ((write, (path, count)), (read, (path,))):
                process = get_context('spawn').Process(target=target, args=arguments)
                process.start()
                process.join()


if __name__ == '__main__':
    main()
