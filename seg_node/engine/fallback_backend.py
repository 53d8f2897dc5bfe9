# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A slower backend where the wanted one does not run."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from seg_node.core.backend import Backend
from seg_node.core.errors import BackendError, SegNodeError
from seg_node.core.maps import SegmentationMaps

OpenBackend = Callable[[], Backend]


class FallbackBackend:
    """
    Runs the wanted backend until it fails, and the other one from that frame on.

    :param open_wanted: opens the one that is to run.
    :param open_other: opens the one in its place.
    :param on_fallback: is told why the other one runs.
    :raises SegNodeError: if neither opens.
    """

    def __init__(
        self,
        open_wanted: OpenBackend,
        open_other: OpenBackend,
        on_fallback: Callable[[str], None],
    ) -> None:
        self._open_other = open_other
        self._on_fallback = on_fallback
        self._runs_other = False
        try:
            self._backend = open_wanted()
        except BackendError as error:
            self._backend = open_other()
            self._tell(error)
        self.spec = self._backend.spec

    @property
    def description(self) -> str:
        """Name the runtime that runs, its version and the device, for people."""
        return self._backend.description

    @property
    def precision(self) -> str:
        """Name what the runtime that runs computes in; see ``Backend.precision``."""
        return self._backend.precision

    def network_size(self, frame_size: tuple[int, int]) -> tuple[int, int]:
        """See ``Backend.network_size``."""
        return self._backend.network_size(frame_size)

    def infer(
        self, frames: Sequence[np.ndarray], class_sets: np.ndarray
    ) -> list[SegmentationMaps]:
        """Segment frames; see ``Backend.infer``."""
        try:
            return self._backend.infer(frames, class_sets)
        except BackendError as error:
            if self._runs_other:
                raise
            self._fall_back(error)
            return self._backend.infer(frames, class_sets)

    def close(self) -> None:
        """Give back what the backend holds that runs."""
        self._backend.close()

    def _fall_back(self, error: BackendError) -> None:
        self._backend.close()
        try:
            other = self._open_other()
        except SegNodeError as second:
            raise BackendError(f'{error}; and in its place: {second}') from second
        if other.spec != self.spec:
            other.close()
            raise BackendError('the model file now holds another model: set model to it again')
        self._backend = other
        self._tell(error)

    def _tell(self, error: BackendError) -> None:
        self._runs_other = True
        self._on_fallback(f'{self._backend.description} runs in its place, since: {error}')
