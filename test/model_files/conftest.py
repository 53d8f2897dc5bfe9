# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of ONNX graphs need onnx, and a runtime that says what they compute."""

from missing_modules import skip_without


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where they are not installed."""
    return skip_without(parent, 'onnx', 'onnxruntime')
