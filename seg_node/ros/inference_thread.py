# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The one thread that runs the net."""

from __future__ import annotations

from collections.abc import Callable
import threading
from typing import Generic, TypeVar

from seg_node.core.frame_exchange import FrameExchange, Outcome

T = TypeVar('T')


class InferenceThread(Generic[T]):
    """
    Takes the newest frame, again and again, until its exchange is closed.

    :param exchange: where frames come from; opened here and closed by ``stop``.
    :param process: says what became of a frame; must not raise.
    """

    def __init__(self, exchange: FrameExchange[T], process: Callable[[T], Outcome]) -> None:
        self._exchange = exchange
        self._process = process
        self._exchange.open()
        self._thread = threading.Thread(target=self._run, name='inference')
        self._thread.start()

    def stop(self) -> None:
        """Let the frame in work finish, then end."""
        self._exchange.close()
        self._thread.join()

    def _run(self) -> None:
        while (frame := self._exchange.take()) is not None:
            self._exchange.settle(self._process(frame))
