# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of nets need torch."""

from missing_modules import skip_without


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where it is not installed."""
    return skip_without(parent, 'torch')
