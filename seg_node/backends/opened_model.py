# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model file, opened to segment frames for long, and what another one would need beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from seg_node.backends.host_memory import free_memory, held_memory
from seg_node.backends.reopening_backend import ReopeningBackend
from seg_node.core.backend import Backend
from seg_node.core.errors import BackendError
from seg_node.core.pipeline import Pipeline, PipelineSettings

# Nets of 12 to 124 MB take 2 to 6 times their file at 640x480, with either runtime.
_MEMORY_PER_FILE = 4
_LEAST_MEMORY_PER_FILE = 2


class OpenedModel:
    """
    A model behind a backend that comes back after failures, and a pipeline.

    :param path: of the model file.
    :param open_again: opens it, also the first time.
    :param reason: why with this runtime, for the log.
    :param settings: of the pipeline.
    :raises SegNodeError: if the model cannot be opened or does not fit; nothing stays open then.
    """

    def __init__(
        self,
        path: Path,
        open_again: Callable[[], Backend],
        reason: str,
        settings: PipelineSettings,
    ) -> None:
        self.path = path
        self._held_before = held_memory()
        self.memory = 0
        """What the process holds more since it is open and warm [bytes]."""
        self._reason = reason
        self._version = _version(path)
        self.backend = ReopeningBackend(open_again)
        try:
            self.pipeline = Pipeline(self.backend, settings)
        except BaseException:
            self.close()
            raise

    def __str__(self) -> str:
        """Tell which model it is and how it runs, for the log."""
        spec = self.backend.spec
        return (
            f'{spec.architecture} ({spec.labels.name}) from {self.path} '
            f'with {self.backend.description} ({self._reason})'
        )

    def warm_up(self, frame_size: tuple[int, int] | None = None) -> None:
        """
        Run one frame, so that the first real one is not slow and a bad model fails now.

        :param frame_size: (width, height) of the camera's frames [px], if it is known.
        :raises BackendError: if the runtime fails.
        """
        width, height = frame_size or self.backend.spec.network_size
        self.pipeline.process(np.zeros((height, width, 3), np.uint8))
        self.memory = max(0, held_memory() - self._held_before)

    def is_in(self, path: Path) -> bool:
        """Tell whether a file is the one that was opened, unchanged since."""
        return path == self.path and _version(path) == self._version

    def check_room_for(self, path: Path) -> None:
        """
        Check that another model can be opened beside this one.

        It will take about as much as this one did, more or less by what its file is larger.

        :param path: of the other model file.
        :raises BackendError: if there is not enough memory.
        """
        size = _version(path)[0]
        grown = self.memory + _MEMORY_PER_FILE * (size - self._version[0])
        needed, free = max(grown, _LEAST_MEMORY_PER_FILE * size), free_memory()
        if needed > free:
            raise BackendError(
                f'{path} needs about {needed / 1e6:.0f} MB beside the model that runs, and '
                f'{free / 1e6:.0f} MB are free: end something else, or call cleanup, set model '
                'and call configure'
            )

    def close(self) -> None:
        """Give back what the model holds."""
        self.backend.close()


def _version(path: Path) -> tuple[int, ...]:
    """Give the size of a file [bytes] and what changes with its content; nothing if it is gone."""
    try:
        status = path.stat()
    except (OSError, ValueError):  # ValueError: a zero byte in the path
        return (0,)
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev
