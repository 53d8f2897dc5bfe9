# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of ONNX graphs need onnx, and a runtime that says what they compute."""

from pathlib import Path
import sys

from missing_modules import skip_without

# With --import-mode=importlib nothing else makes the modules beside the tests importable.
sys.path.append(str(Path(__file__).parent))


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where they are not installed."""
    return skip_without(parent, 'onnx', 'onnxruntime')
