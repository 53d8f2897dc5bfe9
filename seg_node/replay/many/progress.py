# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How far several drives are, for whoever waits."""

from __future__ import annotations

from collections.abc import Sequence
import sys

from tqdm import tqdm

_NAMED = 3


class Progress:
    """
    Within a ``with`` block, a line for each drive and, on a terminal, a bar below them.

    :param count: of drives.
    """

    def __init__(self, count: int) -> None:
        self._bar = tqdm(total=count, desc='drives', unit='drive', disable=None)

    def __enter__(self) -> Progress:
        """Give itself."""
        return self

    def __exit__(self, *unused: object) -> None:
        """Take the bar away."""
        self._bar.close()

    def say(self, line: str) -> None:
        """Write a line that stays."""
        self._bar.write(line)
        sys.stdout.flush()  # into a pipe too

    def finish(self, line: str) -> None:
        """Write the line of a drive that is done."""
        self.say(line)
        self._bar.update()

    def show(self, running: Sequence[str]) -> None:
        """Show what is under way."""
        more = f' and {len(running) - _NAMED} more' * (len(running) > _NAMED)
        self._bar.set_postfix_str(', '.join(running[:_NAMED]) + more)
