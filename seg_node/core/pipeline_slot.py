# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The one pipeline that frames go through, exchanged only between two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import threading

from seg_node.core.pipeline import Pipeline


class PipelineSlot:
    """
    Holds a pipeline while a frame is in it, and takes the next one when none is.

    Whoever offers the next one never waits for a frame.

    :param pipeline: the first one.
    :param announce: told of each pipeline before any frame goes through it, on
        whichever thread takes it.
    """

    def __init__(self, pipeline: Pipeline, announce: Callable[[Pipeline], None]) -> None:
        self._lock = threading.Lock()
        self._announce = announce
        self._next: Pipeline | None = None
        announce(pipeline)
        self.pipeline = pipeline
        """The one that the last frame went through, or the next will."""

    @contextmanager
    def frame(self) -> Iterator[Pipeline]:
        """Give the pipeline for one frame; it stays until its outputs are published."""
        with self._lock:
            self._take_next()
            yield self.pipeline

    def offer(self, pipeline: Pipeline) -> bool:
        """
        Put a pipeline in the place of the present one, after the frame that is in it.

        :param pipeline: the next one; to be offered again until it was taken.
        :returns: whether it was taken.
        """
        self._next = pipeline
        if self._lock.acquire(blocking=False):
            try:
                self._take_next()
            finally:
                self._lock.release()
        return pipeline is self.pipeline

    def _take_next(self) -> None:
        pipeline = self._next
        if pipeline not in (None, self.pipeline):
            self._announce(pipeline)
            self.pipeline = pipeline
