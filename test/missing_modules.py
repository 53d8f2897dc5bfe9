# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Skipping a folder's tests, with the reason, where something is not installed."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def skip_without(parent, *modules):
    """
    Take the place of a test file that would fail to import; for ``pytest_pycollect_makemodule``.

    To skip in that hook itself ends, before pytest 8, the collection of all other
    folders too, and the run passes with no test done.

    :returns: a collector that skips, or None if all modules are there.
    """
    missing = [module for module in modules if find_spec(module) is None]
    if not missing:
        return None
    return NotInstalled.from_parent(parent, name=f'{", ".join(missing)} not installed')


class NotInstalled(pytest.Collector):
    """Skips, for the reason that is its name."""

    def collect(self):
        pytest.skip(self.name)
