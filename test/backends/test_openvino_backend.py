# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is particular to openvino; what it shares is in test_cpu_backends.py."""

import os
from pathlib import Path
import shutil
import subprocess
import sys

import numpy as np
import pytest

from seg_node.backends.blob_cache import BlobCache
from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import class_set_matrix
from seg_node.core.resources import share_directory
from seg_node.sources.open_source import open_source

openvino_backend = pytest.importorskip('seg_node.backends.openvino_backend')
OpenVinoBackend, openvino = openvino_backend.OpenVinoBackend, openvino_backend.openvino
shared_core = openvino_backend.shared_core

CAPABILITIES = shared_core().get_property('CPU', 'OPTIMIZATION_CAPABILITIES')
# What a swap of the model does, and Ctrl-C after it.
SWAP_AND_SIGNAL = """
from pathlib import Path
import signal
import sys
from seg_node.backends.openvino_backend import OpenVinoBackend
from seg_node.backends.options import BackendOptions

signal.signal(signal.SIGUSR1, lambda *_: print('handled'))
first, second = (OpenVinoBackend(Path(sys.argv[1]), BackendOptions()) for _ in range(2))
first.close()
del first
second.close()
del second
signal.raise_signal(signal.SIGUSR1)
"""
NAMES = {'bf16': 'BF16', 'f16': 'FP16'}
PRESENT = [precision for precision, name in NAMES.items() if name in CAPABILITIES]
LACKING = sorted(NAMES.keys() - PRESENT)


@pytest.fixture(scope='module')
def net():
    return share_directory() / 'weights' / 'lite0_fpn.onnx'


@pytest.fixture(scope='module')
def frames():
    return [next(iter(open_source(f'rendered:{seed}'))).image for seed in range(3)]


@pytest.fixture
def cache_folder(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    return tmp_path / 'seg_node' / 'openvino'


def settings_in_use(backend):
    """Ask the net that was compiled last."""
    *_, request = backend._session._requests.values()
    return request.get_compiled_model().get_property


def segment(backend, frame):
    matrix = class_set_matrix(backend.spec.labels, backend.spec.labels.class_sets)
    (maps,) = backend.infer([frame], matrix)
    return maps


def is_same(maps, others):
    return all(
        np.array_equal(getattr(maps, name), getattr(others, name))
        for name in ('labels', 'confidence', 'set_probability')
    )


@pytest.mark.parametrize('size', [(160, 96), (512, 384), (768, 416)])
def test_the_shipped_net_gives_the_maps_that_onnxruntime_gives(net, frames, size):
    options = BackendOptions(threads=1, network_size=size, output_size='network')
    ours, theirs = OpenVinoBackend(net, options), OnnxRuntimeBackend(net, options)
    for frame in frames:
        maps, others = segment(ours, frame), segment(theirs, frame)
        # Where two classes come within the last bits of a float, either may win.
        assert (maps.labels != others.labels).mean() <= 1e-4
        for name in ('confidence', 'set_probability'):
            difference = getattr(maps, name).astype(int) - getattr(others, name)
            assert abs(difference).max() <= 1
            assert (difference != 0).mean() <= 1e-2


def test_it_computes_in_f32_with_the_threads_that_were_asked_for(net, frames):
    backend = OpenVinoBackend(net, BackendOptions(threads=2, network_size=(64, 64)))
    segment(backend, frames[0])
    setting = settings_in_use(backend)
    assert setting('INFERENCE_PRECISION_HINT') == openvino.Type.f32
    assert setting('INFERENCE_NUM_THREADS') == 2
    assert setting('ENABLE_CPU_PINNING') is False
    assert backend.description.endswith('on the CPU in f32')


@pytest.mark.parametrize('precision', LACKING)
def test_a_precision_that_the_cpu_lacks_is_refused_with_a_remedy(net, precision):
    with pytest.raises(
        ConfigurationError, match=f"'{precision}', and openvino computes only in f32.*set precis"
    ):
        OpenVinoBackend(net, BackendOptions(precision=precision))


@pytest.mark.parametrize('precision', PRESENT)
def test_a_precision_that_the_cpu_has_is_used_and_told(net, frames, precision):
    options = BackendOptions(threads=1, network_size=(320, 256), precision=precision)
    backend = OpenVinoBackend(net, options)
    maps = segment(backend, frames[0])
    used = settings_in_use(backend)('INFERENCE_PRECISION_HINT')
    assert used == getattr(openvino.Type, precision)
    assert backend.description.endswith(f'on the CPU in {precision}')
    assert backend.precision == precision
    exact = OpenVinoBackend(net, BackendOptions(threads=1, network_size=(320, 256)))
    assert (maps.labels == segment(exact, frames[0]).labels).mean() > 0.9


def test_a_compiled_net_is_kept_and_gives_the_same_maps(net, frames, cache_folder):
    options = BackendOptions(threads=1, network_size=(64, 64))
    compiled = segment(OpenVinoBackend(net, options), frames[0])
    (blob,) = cache_folder.iterdir()
    written = blob.stat().st_mtime_ns
    backend = OpenVinoBackend(net, options)
    assert is_same(segment(backend, frames[0]), compiled)
    assert settings_in_use(backend)('INFERENCE_PRECISION_HINT') == openvino.Type.f32
    assert settings_in_use(backend)('INFERENCE_NUM_THREADS') == 1
    assert list(cache_folder.iterdir()) == [blob]
    assert blob.stat().st_mtime_ns > written  # it was used


def test_another_model_size_or_number_of_threads_is_compiled_anew(
    net, colour_model, frames, cache_folder
):
    for model, options in (
        (net, BackendOptions(threads=1, network_size=(64, 64))),
        (net, BackendOptions(threads=1, network_size=(96, 64))),
        (net, BackendOptions(threads=2, network_size=(64, 64))),
        (colour_model, BackendOptions(threads=1, network_size=(64, 64))),
    ):
        segment(OpenVinoBackend(model, options), frames[0])
    assert len(list(cache_folder.iterdir())) == 4


@pytest.mark.parametrize('keep', [0, 1_000_000])
def test_a_cut_cache_gives_the_same_maps(net, frames, cache_folder, keep):
    options = BackendOptions(threads=1, network_size=(64, 64))
    compiled = segment(OpenVinoBackend(net, options), frames[0])
    (blob,) = cache_folder.iterdir()
    size = blob.stat().st_size
    os.truncate(blob, keep)
    assert is_same(segment(OpenVinoBackend(net, options), frames[0]), compiled)
    assert blob.stat().st_size == size


def test_zeros_where_weights_were_give_the_same_maps(net, frames, cache_folder):
    """Openvino itself does not notice, and answers with other labels."""
    options = BackendOptions(threads=1, network_size=(64, 64))
    compiled = segment(OpenVinoBackend(net, options), frames[0])
    (blob,) = cache_folder.iterdir()
    content = bytearray(blob.read_bytes())
    content[1_000_000:4_000_000] = bytes(3_000_000)
    blob.write_bytes(content)
    assert is_same(segment(OpenVinoBackend(net, options), frames[0]), compiled)


def test_a_blob_that_openvino_does_not_take_is_compiled_anew(net, frames, cache_folder):
    options = BackendOptions(threads=1, network_size=(64, 64))
    backend = OpenVinoBackend(net, options)
    key = backend._session.key((1, 64, 64, 3))
    BlobCache('openvino').store(key, b'of another version')
    assert is_same(segment(backend, frames[0]), segment(OpenVinoBackend(net, options), frames[0]))
    assert BlobCache('openvino').load(key) != b'of another version'


def test_without_a_cache_the_maps_are_the_same(net, frames, monkeypatch, caplog):
    options = BackendOptions(threads=1, network_size=(64, 64))
    maps = segment(OpenVinoBackend(net, options), frames[0])
    monkeypatch.setenv('XDG_CACHE_HOME', '/dev/null')
    assert is_same(segment(OpenVinoBackend(net, options), frames[0]), maps)
    assert 'set XDG_CACHE_HOME' in caplog.text


def test_a_model_that_is_cut_while_it_runs_does_no_harm(net, frames, tmp_path):
    model = Path(shutil.copy(net, tmp_path / 'net.onnx'))
    backend = OpenVinoBackend(model, BackendOptions(threads=1, network_size=(64, 64)))
    model.write_bytes(b'')
    exact = OpenVinoBackend(net, BackendOptions(threads=1, network_size=(64, 64)))
    assert is_same(segment(backend, frames[0]), segment(exact, frames[0]))


def test_few_sizes_are_kept_compiled_however_many_come(colour_model):
    backend = OpenVinoBackend(colour_model, BackendOptions(threads=1))
    for height in range(48, 48 + 20 * 8, 8):
        assert segment(backend, np.zeros((height, 48, 3), np.uint8)).labels.shape == (height, 48)
    assert len(backend._session._requests) == 4


def test_importing_it_sends_and_leaves_nothing(tmp_path):
    """By itself openvino reports to Google Analytics and leaves files in the home folder."""
    environment = {key: value for key, value in os.environ.items() if key != 'CI'}
    command = [sys.executable, '-c', 'import seg_node.backends.openvino_backend']
    subprocess.run(command, env=environment | {'HOME': str(tmp_path)}, check=True)
    assert not list(tmp_path.iterdir())


def test_a_signal_is_handled_after_two_backends_were_closed(colour_model):
    result = subprocess.run(
        [sys.executable, '-c', SWAP_AND_SIGNAL, colour_model],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert result.stdout == 'handled\n'
