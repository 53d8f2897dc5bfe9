# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that is to be measured has its row, also where the GPU fails at each of them."""

import json

import pytest

from seg_node.backends.gpu import find_gpu, Gpu
from seg_node.core.errors import BackendError

for module in ('onnx', 'onnxruntime', 'torch', 'tensorrt_rtx', 'cuda.bindings'):
    pytest.importorskip(module)


@pytest.fixture
def measure_gpu(tmp_path, monkeypatch):
    """Give the program where there is no GPU, and let it measure little."""
    try:
        pytest.skip(f'{find_gpu()} is here: test/gpu asks more')
    except BackendError:
        import measure_gpu
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    monkeypatch.setattr(measure_gpu, 'FRAME_SIZES', ((640, 480),))
    monkeypatch.setattr(measure_gpu, 'NETS', ('default', 'default_int8'))
    return measure_gpu


def test_without_a_gpu_nothing_is_measured(measure_gpu, tmp_path, capsys):
    assert measure_gpu.main(['--out', str(tmp_path / 'results')]) == 2
    assert 'no NVIDIA GPU can be used here' in capsys.readouterr().err
    assert not (tmp_path / 'results').exists()


@pytest.mark.slow
def test_gpu_that_fails_at_everything_leaves_a_row_for_everything(
    measure_gpu, tmp_path, monkeypatch
):
    imagined = Gpu((8, 9), 'Imagined 1', 'none', index=0)
    monkeypatch.setattr(measure_gpu, 'find_gpu', lambda: imagined)
    assert measure_gpu.main(['--out', str(tmp_path), '--soak', '1']) == 1
    found = json.loads((tmp_path / 'Imagined_1.json').read_text())
    assert found['tensorrt'].startswith('tensorrt')
    for table in ('engines', 'agreement'):
        rows = [(row['net'], row['frame'], row['precision']) for row in found[table]]
        assert rows == [
            (net, '640x480', precision)
            for net in ('default', 'default_int8')
            for precision in ('f32', 'f16')
        ]
    for row in (*found['engines'], *found['agreement'], *found['soak']):
        assert 'CUDA' in row['error']
    assert [len(row['rivals']) for row in found['rivals']] == [2, 2]
