# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Those of the node's parameters that only TensorRT needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seg_node.core.image_size import parse_size
from seg_node.engine.engine_options import EngineOptions
from seg_node.parameters.parameter_field import parameter_field

_DEFAULTS = EngineOptions()


@dataclass(frozen=True)
class EngineParameters:
    """How engines are built and where they run."""

    frame_size: str = parameter_field(
        'auto',
        "Size of the camera's frames as WxH [px], for which configure builds the engine; auto "
        'lets the first frame wait for it.',
    )
    gpu: int = parameter_field(_DEFAULTS.gpu, 'Index of the GPU.', limits=(0, 63))
    engine_sets: int = parameter_field(
        _DEFAULTS.set_count, 'The most class sets that an engine takes.', limits=(1, 64)
    )
    engine_cache: str = parameter_field(
        '', 'Folder of the engines; empty for ~/.cache/seg_node/engines.'
    )
    engine_memory_mb: int = parameter_field(
        _DEFAULTS.memory_limit_mb,
        'Memory that the building of an engine may take [MB].',
        limits=(100, 1000000),
    )
    allow_fallback: bool = parameter_field(
        _DEFAULTS.allow_fallback,
        'Let a runtime for the CPU take the place of a GPU that fails; backend auto always does.',
    )

    def engine_options(self) -> EngineOptions:
        """Give how engines are built and where they run."""
        return EngineOptions(
            gpu=self.gpu,
            set_count=self.engine_sets,
            folder=Path(self.engine_cache) if self.engine_cache else None,
            memory_limit_mb=self.engine_memory_mb,
            allow_fallback=self.allow_fallback,
        )

    def camera_size(self) -> tuple[int, int] | None:
        """
        Give (width, height) of the camera's frames [px], if they are known.

        :raises ConfigurationError: if ``frame_size`` is no size.
        """
        return None if self.frame_size == 'auto' else parse_size(self.frame_size, 'frame_size')
