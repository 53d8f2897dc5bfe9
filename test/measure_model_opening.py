# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Measure for how long other Python threads stand still while a CPU runtime opens a model.

Run as ``python test/measure_model_opening.py NET ...``. A node that takes another model while it
works opens it on a thread of its own, and takes no frame while that thread holds the interpreter.
The nets are untrained, which changes nothing here.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
import time

import onnx
from untrained_models import untrained_model

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend

FRAME_SIZE = (640, 480)
ROUNDS = 5
TICK_S = 0.001


def open_once(runtime: str, model: Path) -> tuple[float, float]:
    """Give the seconds that opening takes, and the longest in which this thread had to wait."""
    thread = Thread(target=lambda: open_backend(runtime, model, BackendOptions()).close())
    begin = last = time.perf_counter()
    longest = 0.0
    thread.start()
    while thread.is_alive():
        time.sleep(TICK_S)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return last - begin, longest


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table in Markdown, of the worst of several rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('nets', nargs='+', metavar='NET')
    parsed = parser.parse_args(arguments)
    print('| net | file MB | runtime | opened in ms | others stand still for ms |')
    print('|---|---|---|---|---|')
    for net in parsed.nets:
        with TemporaryDirectory() as folder:
            path = Path(folder, 'model.onnx')
            onnx.save(untrained_model(net, FRAME_SIZE)[0], str(path))
            size_mb = path.stat().st_size / 1e6
            for runtime in ('onnxruntime', 'openvino'):
                open_once(runtime, path)  # which imports the runtime
                rounds = [open_once(runtime, path) for _ in range(ROUNDS)]
                opened, still = (1000 * max(each) for each in zip(*rounds, strict=True))
                print(f'| {net} | {size_mb:.0f} | {runtime} | {opened:.0f} | {still:.0f} |')


if __name__ == '__main__':
    main()
