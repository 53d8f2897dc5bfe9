# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tests that need an NVIDIA GPU and a TensorRT that runs on it."""

from pathlib import Path
import sys

import pytest

from seg_node.backends.gpu import find_gpu
from seg_node.backends.tensorrt_flavour import first_flavour
from seg_node.core.errors import BackendError
from seg_node.engine.engine_options import EngineOptions

# With --import-mode=importlib nothing else makes the modules beside the tests importable.
sys.path.append(str(Path(__file__).parent))


@pytest.fixture(scope='session')
def gpu():
    try:
        return find_gpu()
    except BackendError as error:
        pytest.skip(str(error))


@pytest.fixture(scope='session')
def flavour(gpu):
    try:
        return first_flavour()
    except BackendError as error:
        pytest.skip(str(error))


@pytest.fixture(scope='session')
def engines(gpu, tmp_path_factory):
    """Keep the engines of a test run, so that each is built once."""
    folder = tmp_path_factory.mktemp('engines')
    folder.chmod(0o700)
    return EngineOptions(folder=folder)
