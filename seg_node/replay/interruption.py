# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C that lets a frame come to its end."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any


class Interruption:
    """Within a ``with`` block the first Ctrl-C is only noted; the second one does what it did."""

    def __init__(self) -> None:
        self.is_asked = False
        """Whether there was one."""
        self._before: Any = None

    def __enter__(self) -> Interruption:
        """Begin to note, unless Ctrl-C is ignored, as by a job in the background."""
        self._before = signal.getsignal(signal.SIGINT)
        if self._before != signal.SIG_IGN:
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *unused: object) -> None:
        """Put things back."""
        signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.is_asked = True
        signal.signal(signal.SIGINT, self._before)
