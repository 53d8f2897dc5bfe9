# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
CPU time of whole pipelines and of their nets alone, in turns.

CPU time is that of the whole process, all threads together. Next to each run
of a pipeline stands a bare run of its net, so that what the machine does
meanwhile falls on both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
import time
from typing import Any

import numpy as np

from seg_node.evaluation.benchmark.camera_messages import CameraMessage
from seg_node.evaluation.benchmark.contestant import Contestant

Costs = dict[str, np.ndarray]
"""
(frames,) float64 [ms]: CPU time ``total`` and of each bare run, ``net_in_place`` within
the pipeline, and ``wall`` time of the pipeline.
"""


def measure(
    contestants: Sequence[Contestant],
    messages: Sequence[CameraMessage],
    rounds: int,
    note: Callable[[], Any],
) -> dict[str, Costs]:
    """
    Run all contestants in turns.

    :param contestants: each is run on all messages before the next one's turn.
    :param messages: of the camera.
    :param rounds: how often each has its turn; another one begins each round.
    :param note: called after each frame.
    :returns: costs by the contestant's name.
    """
    frames: dict[str, list[dict[str, float]]] = {each.name: [] for each in contestants}
    for contestant in _turns(contestants, rounds):
        _measure_frame(contestant, messages[0])  # caches and allocator still hold the others' data
        for message in messages:
            frames[contestant.name].append(_measure_frame(contestant, message))
            note()
    return {
        name: {key: np.array([cost[key] for cost in costs]) for key in costs[0]}
        for name, costs in frames.items()
    }


def _turns(contestants: Sequence[Contestant], rounds: int) -> Iterator[Contestant]:
    for index in range(rounds):
        first = index % len(contestants)
        yield from contestants[first:]
        yield from contestants[:first]


def _measure_frame(contestant: Contestant, message: CameraMessage) -> dict[str, float]:
    wall_s = time.perf_counter()
    costs = {'total': _cpu_ms(lambda: contestant.segment(message))}
    costs['wall'] = (time.perf_counter() - wall_s) * 1e3
    costs['net_in_place'] = contestant.net.cpu_ms
    return costs | {name: _cpu_ms(run) for name, run in contestant.bare_runs.items()}


def _cpu_ms(run: Callable[[], Any]) -> float:
    start_s = time.process_time()
    run()
    return (time.process_time() - start_s) * 1e3
