# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The replay of one of several drives, for a process of its own."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
import pickle
from typing import NamedTuple


class Ended(NamedTuple):
    """
    How a process ended.

    :param code: as ``subprocess`` gives it; None if it was not started any more.
    :param last_line: of what it said.
    """

    code: int | None
    last_line: str


@dataclass(frozen=True)
class Task:
    """
    A drive to replay.

    :param name: of the drive, among several.
    :param folder: where all that comes out goes.
    :param reference: to compare it with, if there is one.
    :param written: the reference that is to be written, if one is.
    :param arguments: of ``seg replay`` for this drive alone.
    :param run: that takes these arguments and gives an exit code.
    """

    name: str
    folder: Path
    reference: Path | None
    written: Path | None
    arguments: Namespace
    run: Callable[[Namespace], int]

    @property
    def source(self) -> str:
        """Give the drive as the user named it."""
        (source,) = self.arguments.sources
        return str(source)

    def job(self, folder: Path) -> bytes:
        """
        Write down what a process is to do.

        :param folder: where it puts what comes out.
        """
        arguments = Namespace(**vars(self.arguments) | {'out': folder})
        return pickle.dumps((self.run, arguments))
