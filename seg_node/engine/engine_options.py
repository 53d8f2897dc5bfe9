# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What an engine can be told beside what every backend can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from seg_node.backends.options import BackendOptions
from seg_node.core.frame_layout import DEFAULT_SET_COUNT, FrameLayout
from seg_node.core.model_spec import ModelSpec

MEMORY_LIMIT_MB = 8000


@dataclass(frozen=True)
class EngineOptions:
    """
    How engines are built and where they run.

    :param gpu: index of the GPU.
    :param set_count: the most class sets that a frame can be asked for.
    :param folder: of the cache; by default this user's.
    :param memory_limit_mb: of the process that builds [MB].
    :param allow_fallback: whether a runtime for the CPU takes the place of a GPU that fails.
    """

    gpu: int = 0
    set_count: int = DEFAULT_SET_COUNT
    folder: Path | None = None
    memory_limit_mb: int = MEMORY_LIMIT_MB
    allow_fallback: bool = False

    def layout(
        self, spec: ModelSpec, options: BackendOptions, frame_size: tuple[int, int]
    ) -> FrameLayout:
        """
        Say what an engine takes and gives.

        :param frame_size: (width, height) of the camera's frames [px].
        :raises ConfigurationError: if there can be no such engine.
        """
        width, height = options.resolve_network_size(spec, frame_size)
        map_size = (width // spec.output_stride, height // spec.output_stride)
        return FrameLayout(
            frame_size=frame_size,
            network_size=(width, height),
            output_size=options.resolve_output_size(frame_size, map_size),
            set_count=self.set_count,
        )


@dataclass(frozen=True)
class EngineHooks:
    """
    How what takes its time is followed and ended, on the thread that waits for it.

    :param on_progress: takes what is being done, in words, ten times a second; empty at its end.
    :param should_stop: says whether nobody wants the engine any more.
    :param on_fallback: takes why the CPU has taken the GPU's place.
    """

    on_progress: Callable[[str], None] = lambda words: None
    should_stop: Callable[[], bool] = lambda: False
    on_fallback: Callable[[str], None] = lambda reason: None
