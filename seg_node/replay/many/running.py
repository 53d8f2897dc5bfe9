# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Several drives, replayed at the same time."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from seg_node.replay.interruption import Interruption
from seg_node.replay.many.runner import Runner
from seg_node.replay.many.task import Ended, Task

_PACE_S = 0.2


class Moment(NamedTuple):
    """
    How far all is.

    :param ended: what has ended since the last one.
    :param running: names of the drives that are being replayed.
    """

    ended: Mapping[str, Ended]
    running: Sequence[str]


def run_all(tasks: Sequence[Task], runner: Runner, workers: int) -> Generator[Moment, None, None]:
    """
    Run tasks, in their order, until all have ended.

    The first Ctrl-C lets running ones come to an early end and starts none any more, the second
    one ends them at once.

    :param workers: the most tasks at the same time.
    """
    # Each thread only waits for a process.
    with Interruption() as interruption, ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(runner.run, task): task.name for task in tasks}
        try:
            while waiting:
                done, _ = wait(waiting, _PACE_S, FIRST_COMPLETED)
                ended = {waiting.pop(future): future.result() for future in done}
                yield Moment(ended, _running(waiting))
                if interruption.is_asked:
                    interruption.is_asked = False
                    runner.interrupt()
        except BaseException:
            runner.kill()
            raise


def _running(waiting: Mapping[Future[Ended], str]) -> list[str]:
    return [name for future, name in waiting.items() if future.running()]
