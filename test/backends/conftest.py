# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of backends need a runtime, and onnx to write a model for it."""

from pathlib import Path
import sys

from missing_modules import skip_without
import pytest

# With --import-mode=importlib nothing else makes the modules beside the tests importable.
sys.path.append(str(Path(__file__).parent))


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where they are not installed."""
    return skip_without(parent, 'onnx', 'onnxruntime')


@pytest.fixture(scope='session', autouse=True)
def cache_home(tmp_path_factory):
    """Keep what runtimes cache away from the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp('cache')
        patch.setenv('XDG_CACHE_HOME', str(home))
        yield home
