# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Several drives from the first to the summary."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import closing

from seg_node.core.output_file import write_whole
from seg_node.core.process_end import INTERRUPTED
from seg_node.parameters.parameters import Parameters
from seg_node.replay.many.fingerprint import Fingerprints
from seg_node.replay.many.kept_results import KeptResults
from seg_node.replay.many.outcome import judge_end, Outcome, State
from seg_node.replay.many.plan import make_tasks
from seg_node.replay.many.progress import Progress
from seg_node.replay.many.ray_runner import RayRunner
from seg_node.replay.many.runner import LocalRunner, Runner
from seg_node.replay.many.running import run_all
from seg_node.replay.many.summary import describe, ordered, write_summary
from seg_node.replay.many.task import Ended, Task
from seg_node.replay.result_files import FRAMES


def replay_many(
    arguments: Namespace, parameters: Parameters, run: Callable[[Namespace], int]
) -> int:
    """
    Replay all drives, and sum up.

    :param arguments: of ``seg replay``.
    :param parameters: that they mean.
    :param run: that replays a single drive.
    :returns: 130 after Ctrl-C, 2 if a drive could not be replayed, 1 if a comparison failed.
    :raises ConfigurationError: if something asked for cannot be done.
    :raises OSError: if the summary cannot be written.
    """
    tasks = make_tasks(arguments, run)
    runner = RayRunner(arguments.ray, parameters) if arguments.ray else LocalRunner()
    # A cluster itself knows how many tasks it has room for.
    workers = arguments.workers or (len(tasks) if arguments.ray else 1)
    kept = KeptResults(Fingerprints(parameters))
    outcomes = ordered(_replay_all(tasks, kept, runner, workers))
    page = write_summary(arguments.out, outcomes)
    print(f'\n{describe(outcomes)}\nsummary is in {page}')
    return _exit_code({outcome.state for outcome in outcomes}, bool(arguments.compare))


def _replay_all(
    tasks: Sequence[Task], kept: KeptResults, runner: Runner, workers: int
) -> list[Outcome]:
    """
    Replay all drives that have no good result yet.

    :param tasks: one for each.
    :param kept: results of earlier calls.
    :param runner: where they are replayed.
    :param workers: the most at the same time.
    :returns: what became of each, in the order of the tasks.
    :raises OSError: if a result cannot be written.
    """
    outcomes: dict[str, Outcome] = {}
    by_name = {task.name: task for task in tasks}
    with Progress(len(tasks)) as progress:
        for task in tasks:
            outcome, change = kept.find(task)
            if outcome:
                outcomes[task.name] = _settle(task, outcome)
                progress.finish(str(outcome))
            elif change:
                progress.say(f'{task.name}: is replayed anew, since it changed: {change}')
        rest = [task for task in tasks if task.name not in outcomes]
        with closing(run_all(rest, runner, workers)) as moments:
            for moment in moments:
                for name, ended in moment.ended.items():
                    outcomes[name] = _take(by_name[name], ended, kept)
                    progress.finish(str(outcomes[name]))
                progress.show(moment.running)
    return [outcomes[task.name] for task in tasks]


def _take(task: Task, ended: Ended, kept: KeptResults) -> Outcome:
    outcome = judge_end(task, ended)
    if outcome.result is None:
        return outcome
    try:
        _settle(task, outcome)
        kept.mark(task)
    except OSError as error:  # that of one drive must not end the others
        return Outcome(task.name, task.source, State.FAILED, str(error))
    return outcome


def _settle(task: Task, outcome: Outcome) -> Outcome:
    """Write the reference that is wanted: all records of a replay are one."""
    if task.written:
        write_whole(task.written, (task.folder / FRAMES).read_bytes())
    return outcome


def _exit_code(states: set[State], is_compared: bool) -> int:
    if State.INTERRUPTED in states:
        return INTERRUPTED
    if State.FAILED in states:
        return 2
    return int(is_compared and State.DIFFERS in states)
