# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model whose answers are known, for every test that opens one."""

from pathlib import Path
import signal
import sys

import pytest

from seg_node.core.label_set import load_label_set

# With --import-mode=importlib nothing else makes colour_model.py importable.
sys.path.append(str(Path(__file__).parent))


@pytest.fixture(scope='session', autouse=True)
def heed_interrupts():
    """Let Ctrl-C do the same in a job in the background, where it is ignored, as before one."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope='session')
def camvid():
    return load_label_set('camvid')


@pytest.fixture(scope='session')
def colour_model(tmp_path_factory, camvid):
    """Path of a model file that classifies by the nearest colour of CamVid's palette."""
    pytest.importorskip('onnx')
    from colour_model import write_colour_model

    return write_colour_model(tmp_path_factory.mktemp('model') / 'colour.onnx', camvid)
