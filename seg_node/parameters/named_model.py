# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The model that the parameters name, on the runtime that they name."""

from __future__ import annotations

from seg_node.core.backend import Backend
from seg_node.engine.engine_options import EngineHooks
from seg_node.engine.opening import open_model
from seg_node.parameters.parameters import Parameters


def open_named_model(
    parameters: Parameters,
    hooks: EngineHooks | None = None,
    frame_size: tuple[int, int] | None = None,
) -> Backend:
    """Open it, as ``open_model`` does with the same ``hooks`` and ``frame_size``."""
    return open_model(
        parameters.backend,
        parameters.model_path(),
        parameters.backend_options(),
        parameters.engine_options(),
        hooks,
        frame_size,
    )
