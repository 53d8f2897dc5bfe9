# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of nets need torch."""

import pytest


def pytest_pycollect_makemodule():
    """Skip this folder, with the reason, where it is not installed."""
    pytest.importorskip('torch')
