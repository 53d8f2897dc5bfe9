# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A backend that comes back by itself after a failure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
import math
import time

import numpy as np

from seg_node.core.backend import Backend
from seg_node.core.errors import (
    BackendError,
    BuildStoppedError,
    LastingError,
    ModelFileError,
    SegNodeError,
)
from seg_node.core.maps import SegmentationMaps

_FIRST_DELAY_S = 1.0
_LONGEST_DELAY_S = 30.0


class ReopeningBackend:
    """
    Closes a backend that fails and opens it again after 1, 2, 4 … 30 s.

    Until then ``infer`` raises at once. The delay starts over after a frame
    that went well; after a lasting failure it never ends. A file that holds
    another model by then is not opened: class ids would mean something else
    without a word.

    :param open_again: opens the model, also the first time.
    :param steady_clock: gives seconds that never jump.
    :raises SegNodeError: if the model cannot be opened the first time.
    """

    def __init__(
        self, open_again: Callable[[], Backend], steady_clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._open = open_again
        self._steady_clock = steady_clock
        self._backend: Backend | None = open_again()
        self.spec = self._backend.spec
        self._description = self._backend.description
        self._precision = self._backend.precision
        self.failure: str | None = None
        """Why the backend is down, or None while it runs."""
        self._delay_s = _FIRST_DELAY_S
        self._next_try_s = 0.0

    @property
    def description(self) -> str:
        """Name the runtime that runs, or ran last; see ``Backend.description``."""
        if self._backend is not None:
            self._description = self._backend.description
        return self._description

    @property
    def precision(self) -> str:
        """Name what the runtime computes in that runs, or ran last; see ``Backend.precision``."""
        if self._backend is not None:
            self._precision = self._backend.precision
        return self._precision

    @property
    def seconds_to_next_try(self) -> float:
        """How long the backend stays down yet [s]; 0 while it runs."""
        return max(0.0, self._next_try_s - self._steady_clock()) if self.failure else 0.0

    def network_size(self, frame_size: tuple[int, int]) -> tuple[int, int]:
        """Ask the backend; see ``Backend.network_size``."""
        return self._opened().network_size(frame_size)

    def infer(
        self, frames: Sequence[np.ndarray], class_sets: np.ndarray
    ) -> list[SegmentationMaps]:
        """
        Segment frames; see ``Backend.infer``.

        :raises BackendError: if the backend is down, or fails now and goes down.
        """
        backend = self._opened()
        try:
            maps = backend.infer(frames, class_sets)
        except BackendError as error:
            self._go_down(error)
            raise
        self.failure = None
        self._delay_s = _FIRST_DELAY_S
        return maps

    def close(self) -> None:
        """Close the backend, if it is open."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _opened(self) -> Backend:
        """Give the backend, opened again if it is down and its time has come."""
        if self._backend is None:
            if self.seconds_to_next_try > 0:
                raise BackendError(f'down {self._until()}: {self.failure}')
            try:
                self._backend = self._open_same()
            except BuildStoppedError:
                raise
            except SegNodeError as error:
                self._go_down(error)
                raise BackendError(f'opening the model again failed: {error}') from error
        return self._backend

    def _until(self) -> str:
        seconds = self.seconds_to_next_try
        if math.isinf(seconds):
            return 'until it is configured anew'
        return f'for {seconds:.0f} s more after'

    def _open_same(self) -> Backend:
        backend = self._open()
        if backend.spec != self.spec:
            backend.close()
            raise ModelFileError(
                'the model file now holds another model: set the parameter model to its path '
                'again to use it'
            )
        return backend

    def _go_down(self, error: SegNodeError) -> None:
        self.close()
        self.failure = str(error)
        is_lasting = isinstance(error, LastingError)
        self._next_try_s = self._steady_clock() + (math.inf if is_lasting else self._delay_s)
        self._delay_s = min(2 * self._delay_s, _LONGEST_DELAY_S)
