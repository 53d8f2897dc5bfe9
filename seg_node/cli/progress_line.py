# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How far a build is, on standard error."""

from __future__ import annotations

import re
import sys

_STEPS_AND_TIME = re.compile(r'( \d+/\d+)?, \d+ s$')


class ProgressLine:
    """One line that is written over on a terminal; elsewhere a line for each phase."""

    def __init__(self) -> None:
        self._width = 0
        self._phases: set[str] = set()

    def show(self, words: str) -> None:
        """
        Show what is being done.

        :param words: those of ``obtain_engine``, with steps and seconds at their end; without
            any nothing is shown.
        """
        if not words or sys.stderr is None:  # None: it was closed before the start
            return
        if sys.stderr.isatty():
            sys.stderr.write(f'\r{words:<{self._width}}')
            sys.stderr.flush()
            self._width = len(words)
            return
        phase = _STEPS_AND_TIME.sub('', words)
        if phase not in self._phases:
            self._phases.add(phase)
            print(phase, file=sys.stderr)

    def close(self) -> None:
        """End the line, so that what follows has its own."""
        if self._width:
            sys.stderr.write('\n')
