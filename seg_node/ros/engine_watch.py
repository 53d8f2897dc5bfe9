# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of an engine that is being built, and the means to end that."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.node import Node

from seg_node.engine.engine_options import EngineHooks


class EngineWatch:
    """
    Follows the engine of one model.

    :param node: whose end ends a build, and whose log tells of one.
    :param report: called ten times a second while one is built, on the thread that waits for it.
    """

    def __init__(self, node: Node, report: Callable[[str], None] = lambda words: None) -> None:
        self._context = node.context
        self._logger = node.get_logger()
        self._report = report
        self.is_stopped = False
        """Whether nobody wants the engine any more; may be set from any thread."""
        self.progress = ''
        """What is being done, in words; empty while nothing is."""
        self.fallback: str | None = None
        """Why the CPU has taken the GPU's place since the model was opened last, or None."""
        self.hooks = EngineHooks(self._on_progress, self._should_stop, self._on_fallback)

    def _on_progress(self, words: str) -> None:
        if words:
            self._logger.info(words, throttle_duration_sec=5.0)
        self.progress = words
        self._report(words)

    def _should_stop(self) -> bool:
        return self.is_stopped or not self._context.ok()

    def _on_fallback(self, reason: str) -> None:
        self._logger.error(reason)
        self.fallback = reason
