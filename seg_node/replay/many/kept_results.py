# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Results of an earlier call that are still good."""

from __future__ import annotations

from contextlib import suppress
import json
from typing import Any

from seg_node.core.file_digest import file_digest
from seg_node.core.output_file import write_whole
from seg_node.replay.many.fingerprint import Fingerprints, first_change
from seg_node.replay.many.outcome import Outcome, outcome_of
from seg_node.replay.many.task import Task
from seg_node.replay.result_files import BAG, FRAMES, take_away_results

_MADE_FROM = 'made_from.json'
"""The fingerprint of a whole result, beside it."""


class KeptResults:
    """
    Finds and marks whole results.

    :param fingerprints: of the tasks.
    """

    def __init__(self, fingerprints: Fingerprints) -> None:
        self._fingerprints = fingerprints
        self._now: dict[str, dict[str, Any]] = {}

    def find(self, task: Task) -> tuple[Outcome | None, str]:
        """
        Look for the result of a task; if there is none, make room for it.

        :returns: what became of it, or why what is there does not do; empty if nothing is.
        """
        now = self._fingerprints.of(task)
        self._now[task.name] = now
        change = ''
        with suppress(OSError, ValueError, KeyError):
            before = json.loads((task.folder / _MADE_FROM).read_text(encoding='utf-8'))
            if task.written and now['reference'] == file_digest(task.folder / FRAMES):
                now = {**now, 'reference': before['reference']}  # which was updated since
            change = first_change(before, now)
            if not change and (task.folder / FRAMES).exists():
                return outcome_of(task, is_kept=True), ''
        (task.folder / _MADE_FROM).unlink(missing_ok=True)
        take_away_results(task.folder)
        if task.arguments.bag is not None:
            from seg_node.replay.output_bag import take_away_outputs

            take_away_outputs(task.folder / BAG)
        return None, change

    def mark(self, task: Task) -> None:
        """
        Note what a whole result was made from.

        :raises OSError: if that cannot be written.
        """
        content = json.dumps(self._now[task.name], indent=2)
        write_whole(task.folder / _MADE_FROM, f'{content}\n'.encode())
