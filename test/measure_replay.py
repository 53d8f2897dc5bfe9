# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Show what a replay of a drive takes beside the net, and that changes are caught and named.

python test/measure_replay.py DRIVE --other MODEL --repeats 20

All is of one run with one inference thread: the drive is recorded once, replayed unchanged several
times, and then with one change after the other, as a version of the node, of a camera's driver or
of a net may bring it. Bare inference is timed on the same frames, decoded before.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
import time
from typing import Any

from box_drive import Delay, FaultyBackend, Shift, swapped
import cv2
import numpy as np

from seg_node.core.label_set import class_set_matrix
from seg_node.core.pipeline import Pipeline
from seg_node.parameters.named_model import open_named_model
from seg_node.parameters.parameter_file import make_parameters
from seg_node.parameters.parameters import Parameters
from seg_node.replay.drive import Drive
from seg_node.replay.reference import Reference
from seg_node.replay.replaying import replay
from seg_node.replay.result import Result
from seg_node.replay.run_description import describe_run
from seg_node.sources.frame_source import Frame, FrameSource
from seg_node.sources.open_source import open_source


class ChangedSource:
    """
    A source whose pictures are changed on the way.

    :param source: of the frames.
    :param change: of a picture, (H, W, 3) uint8.
    """

    def __init__(self, source: FrameSource, change: Callable[[np.ndarray], np.ndarray]) -> None:
        self._source, self._change = source, change
        self.name, self.label_set, self.rate_hz = source.name, source.label_set, source.rate_hz

    def __len__(self) -> int:
        return len(self._source)

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._source:
            yield replace(frame, image=self._change(frame.image))


def shift(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Move a picture, which is then compressed again as a driver does."""
    height, width, _ = image.shape
    move = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    moved = cv2.warpAffine(image, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.imdecode(cv2.imencode('.jpg', moved)[1], cv2.IMREAD_COLOR))


def run(
    source: FrameSource,
    parameters: Parameters,
    reference: Reference | None = None,
    places: tuple[Path, ...] = (),
    fault: Callable[[Any], Any] = lambda backend: backend,
) -> Result:
    with closing(open_named_model(parameters)) as backend:
        drive = Drive(source, Pipeline(fault(backend), parameters.pipeline_settings()))
        description = describe_run(source.name, None, parameters, backend)
        return replay(drive, drive, description, places, reference)


def bare_inference_s(source: FrameSource, parameters: Parameters) -> float:
    """Give the time of ``Backend.infer`` alone for all frames [s]."""
    images = [frame.image for frame in source]
    with closing(open_named_model(parameters)) as backend:
        labels = backend.spec.labels
        sets = class_set_matrix(labels, labels.class_sets)
        backend.infer(images[:1], sets)
        start = time.perf_counter()
        for image in images:
            backend.infer([image], sets)
        return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('source')
    parser.add_argument('--other', help='model file of another net')
    parser.add_argument('--repeats', type=int, default=20)
    arguments = parser.parse_args()
    source, values = open_source(arguments.source), {'threads': 1}
    parameters = make_parameters(values)
    with TemporaryDirectory() as folder:
        path = Path(folder) / 'ref.jsonl'
        run(source, parameters, places=(path,))
        reference = Reference(path)
        measure_speed(source, parameters)
        same = [run(source, parameters, reference) for _ in range(arguments.repeats)]
        count = sum(bool(result.verdict and result.verdict.is_same) for result in same)
        digests = {result.figures['digest'] for result in same}
        print(f'unchanged: {count} of {len(same)} the same, {len(digests)} digest')
        show_changes(source, values, reference, arguments.other)


def measure_speed(source: FrameSource, parameters: Parameters) -> None:
    ratios = []
    for _ in range(3):
        bare_s = bare_inference_s(source, parameters)
        start = time.perf_counter()
        result = run(source, parameters)
        ratios.append(bare_s / (time.perf_counter() - start))
    print(
        f'frames per second: {min(ratios):.2f} to {max(ratios):.2f} of bare inference, opening '
        f'included; beside the net {result.figures["other_cpu_ms"]} ms of CPU per frame'
    )


def show_changes(
    source: FrameSource, values: dict[str, Any], reference: Reference, other: str | None
) -> None:
    changed = partial(ChangedSource, source)
    faulty = partial(partial, FaultyBackend)
    unchanged = make_parameters(values)
    cases: dict[str, Callable[[], Result]] = {
        'threshold': lambda: run(
            source, make_parameters(values | {'drivable_threshold': 0.7}), reference
        ),
        'channels before the net': lambda: run(
            source, unchanged, reference, fault=faulty(on_frame=swapped)
        ),
        'channels of the input': lambda: run(changed(swapped), unchanged, reference),
        'masks by (2, 0)': lambda: run(
            source, unchanged, reference, fault=faulty(on_maps=Shift(2, 0))
        ),
        'input by (2, 0)': lambda: run(changed(partial(shift, dx=2, dy=0)), unchanged, reference),
        'input by (0, -2)': lambda: run(
            changed(partial(shift, dx=0, dy=-2)), unchanged, reference
        ),
        'masks late': lambda: run(source, unchanged, reference, fault=faulty(on_maps=Delay(1))),
        'input late': lambda: run(changed(Delay(1)), unchanged, reference),
    }
    if other:
        cases['net'] = lambda: run(source, make_parameters(values | {'model': other}), reference)
    for name, replay_it in cases.items():
        verdict = replay_it().verdict
        assert verdict
        word = 'same' if verdict.is_same else 'DIFFERS'
        print(f'{name}: {word}: {"; ".join(verdict.causes)}')


if __name__ == '__main__':
    main()
