# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of backends need a runtime, and onnx to write a model for it."""

import pytest


def pytest_pycollect_makemodule():
    """Skip this folder, with the reason, where they are not installed."""
    pytest.importorskip('onnx')
    pytest.importorskip('onnxruntime')
