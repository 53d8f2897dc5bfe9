# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
OpenVINO without its telemetry, and with one core for all.

On import it forks the process, leaves files in the home folder and reports to
Google Analytics. Where the package for that is not installed, it does not.
"""

from __future__ import annotations

from functools import lru_cache
import sys

sys.modules['openvino_telemetry'] = None  # type: ignore[assignment]  # as if not installed

import openvino  # noqa: E402

__all__ = ['openvino', 'shared_core']


@lru_cache(maxsize=1)
def shared_core() -> openvino.Core:
    """
    Give the one core of this process, which lives until its end.

    Each core of the CPU puts a signal stack of its own under the thread that makes it. Where
    the first of two goes before the second, the second gives the first's stack back to the
    thread, freed: the next signal, be it Ctrl-C, is a segmentation fault (OpenVINO 2026.4).
    """
    return openvino.Core()
