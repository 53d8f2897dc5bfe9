# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
OpenVINO without its telemetry.

On import it forks the process, leaves files in the home folder and reports to
Google Analytics. Where the package for that is not installed, it does not.
"""

from __future__ import annotations

import sys

sys.modules['openvino_telemetry'] = None  # type: ignore[assignment]  # as if not installed

import openvino  # noqa: E402

__all__ = ['openvino']
