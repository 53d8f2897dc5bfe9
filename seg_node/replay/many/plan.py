# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From what a user asks for to a task for each drive."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output
from seg_node.replay.many.drive_names import name_drives
from seg_node.replay.many.task import Task

_FOR_ALL = ('workers', 'ray', 'record', 'compare', 'update')
"""Arguments that are not for a drive alone."""


def make_tasks(arguments: Namespace, run: Callable[[Namespace], int]) -> list[Task]:
    """
    Make a task for each drive.

    :param arguments: of ``seg replay`` for all drives.
    :param run: that runs it for a single one.
    :raises ConfigurationError: if results can or must not go where they would.
    """
    if arguments.workers is not None and arguments.workers < 1:
        raise ConfigurationError(f'workers is {arguments.workers}: give 1 or more')
    if arguments.live and (arguments.ray or (arguments.workers or 1) > 1):
        raise ConfigurationError(
            'live replays at the same time would hear and slow down each other: leave out --live, '
            'or --workers and --ray'
        )
    if not arguments.out:
        raise ConfigurationError('several drives leave several results: give --out DIR for them')
    for folder in filter(None, (arguments.compare, arguments.update)):
        if not folder.is_dir():
            raise ConfigurationError(
                f'{folder} is no folder: of several drives, it holds NAME.jsonl for each'
            )
    names = name_drives(arguments.sources)
    tasks = [_make_task(arguments, run, *item) for item in names.items()]
    for task in tasks:
        for path in filter(None, (task.folder / 'log.txt', task.written)):
            check_output(path, *map(Path, arguments.sources))
    return tasks


def _make_task(
    arguments: Namespace, run: Callable[[Namespace], int], name: str, source: str
) -> Task:
    def in_folder(folder: Path | None) -> Path | None:
        return folder / f'{name}.jsonl' if folder else None

    reference = in_folder(arguments.compare or arguments.update)
    alone = {'sources': [source], **dict.fromkeys(_FOR_ALL), 'compare': reference}
    return Task(
        name,
        arguments.out / name,
        reference,
        in_folder(arguments.record or arguments.update),
        Namespace(**vars(arguments) | alone),
        run,
    )
