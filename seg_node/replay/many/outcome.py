# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What became of one of several drives."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
import json
import signal
from typing import Any

from seg_node.core.process_end import INTERRUPTED, name_end
from seg_node.replay.many.task import Ended, Task
from seg_node.replay.result_files import RESULT


class State(Enum):
    """In the order in which a summary has them."""

    FAILED = 'FAILED'
    """It could not be replayed."""
    DIFFERS = 'DIFFERS'
    """From its reference, by more than it may."""
    SAME = 'same'
    """As its reference."""
    REPLAYED = 'replayed'
    """And not compared."""
    INTERRUPTED = 'interrupted'
    """Or not even begun, before Ctrl-C."""


@dataclass(frozen=True)
class Outcome:
    """
    What became of a drive.

    :param name: of the drive.
    :param source: as the user named it.
    :param state: what became of it.
    :param reason: why it failed.
    :param result: content of its result file; empty if there is none.
    :param is_kept: whether it is that of an earlier call.
    """

    name: str
    source: str
    state: State
    reason: str = ''
    result: Mapping[str, Any] | None = None
    is_kept: bool = False

    @property
    def change(self) -> float:
        """Give the mean extent of the difference from the reference, in [0, 1]; 0 without one."""
        verdict = self.result and self.result['verdict']
        return float(verdict['extent']) if verdict else 0.0

    def __str__(self) -> str:
        """Say it in a line."""
        words = self.reason
        if self.result:
            verdict = self.result['verdict']
            words = verdict['headline'] if verdict else f'replayed: {self.result["frames"]} frames'
            fault = self.result['end_fault']
            words += f'; reading ended too early: {fault}' * bool(fault)
        elif not words:
            words = self.state.value
        return f'{self.name}: {words}{" (kept from before)" * self.is_kept}'


def judge_end(task: Task, ended: Ended) -> Outcome:
    """Find out what became of a task that has ended."""
    # By the signal itself it ends before it is ready to be interrupted.
    if ended.code in (None, INTERRUPTED, -signal.SIGINT):
        return Outcome(task.name, task.source, State.INTERRUPTED)
    if ended.code in (0, 1):
        with suppress(OSError, ValueError):
            outcome = outcome_of(task)
            # Python itself ends with 1 as well, after an error that nobody foresaw.
            if ended.code == int(bool(task.reference) and outcome.state is State.DIFFERS):
                return outcome
    reason = ended.last_line.removeprefix('seg replay: ')
    if ended.code != 2:
        hint = ' (is there memory enough?)' if ended.code == -signal.SIGKILL else ''
        reason = f'its process ended with {name_end(ended.code)}{hint}: {reason}'
    return Outcome(task.name, task.source, State.FAILED, reason)


def outcome_of(task: Task, is_kept: bool = False) -> Outcome:
    """
    Read what a task that came to its end has left.

    :raises OSError: if it has left nothing.
    :raises ValueError: if that is damaged.
    """
    result = json.loads((task.folder / RESULT).read_text(encoding='utf-8'))
    verdict = result['verdict']
    state = State.REPLAYED
    if verdict:
        state = State.SAME if verdict['is_same'] else State.DIFFERS
    return Outcome(task.name, task.source, state, '', result, is_kept)
