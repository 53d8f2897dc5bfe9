# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Requests for engines that a TensorRT for cards that are not here builds in a second."""

from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from missing_modules import skip_without
import pytest

# With --import-mode=importlib nothing else makes the modules beside the tests importable.
sys.path.append(str(Path(__file__).parent))


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where something is not installed."""
    return skip_without(parent, 'onnx', 'onnxruntime')


@pytest.fixture(scope='session')
def rtx():
    """Load the TensorRT that builds without a GPU."""
    pytest.importorskip('tensorrt_rtx', reason='tensorrt_rtx, which builds without a GPU')
    from seg_node.backends.tensorrt_flavour import load_flavour

    return load_flavour('tensorrt_rtx')


def make_request(path, flavour, frame_size, network_size):
    from seg_node.backends.gpu import parse_target
    from seg_node.core.frame_layout import FrameLayout
    from seg_node.engine.build_request import BuildRequest
    from seg_node.engine.derivation import derive_graph
    from seg_node.model_files.onnx_file import load_model

    model, spec = load_model(path)
    layout = FrameLayout(frame_size, network_size, frame_size)
    graph = derive_graph(model, spec, 'f32', layout)
    return BuildRequest(graph, spec.architecture, flavour, parse_target('sm89'), 'f32', layout)


@pytest.fixture(scope='session')
def request_engine(rtx, colour_model):
    """Give what asks for an engine of the colour model, with other fields where wanted."""
    from dataclasses import replace

    request = make_request(colour_model, rtx, (128, 96), (64, 48))
    return lambda **changes: replace(request, **changes)


@pytest.fixture(scope='session')
def long_request(rtx):
    """Ask for the engine of a net, whose build takes long enough to be disturbed."""
    from seg_node.core.resources import share_directory

    path = share_directory() / 'weights' / 'lite0_fpn.onnx'
    return make_request(path, rtx, (640, 480), (256, 192))


@pytest.fixture
def public_folder():
    """Make a folder that other users reach; none below pytest's own is."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def cache(tmp_path):
    from seg_node.engine.engine_cache import EngineCache

    return EngineCache(tmp_path / 'engines')


@pytest.fixture
def files(cache):
    """Keep the engine, and give the paths of its plan and sidecar."""
    from kept_engines import ENGINE, KEY

    cache.store(KEY, ENGINE)
    return {path.suffix: path for path in cache.folder.iterdir()}
