# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Targets are read, and where there is no GPU the reason and the remedy are told."""

import pytest

from seg_node.backends import gpu
from seg_node.backends.gpu import find_gpu, Gpu, parse_target
from seg_node.core.errors import BackendError, ConfigurationError


@pytest.mark.parametrize(
    ('text', 'capability'),
    [
        ('sm89', (8, 9)),
        ('SM_75', (7, 5)),
        (' sm120 ', (12, 0)),
        ('sm87', (8, 7)),
    ],
)
def test_target_is_read(text, capability):
    assert parse_target(text) == Gpu(capability)


@pytest.mark.parametrize('text', ['', 'sm', 'sm8', '8.9', '89', 'sm8.9', 'sm1200', 'sm-89'])
def test_other_target_is_refused(text):
    with pytest.raises(ConfigurationError, match=f"target is '{text}': give .*sm89"):
        parse_target(text)


@pytest.mark.parametrize(
    ('card', 'text'),
    [
        (Gpu((8, 9)), 'any GPU (SM 8.9)'),
        (Gpu((12, 0), 'NVIDIA GeForce RTX 5090'), 'NVIDIA GeForce RTX 5090 (SM 12.0)'),
    ],
)
def test_card_is_named(card, text):
    assert str(card) == text


# First lines of what NVIDIA's drivers write there: proprietary, open, on a Jetson.
DRIVERS = {
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024': (
        '535.183.01'
    ),
    'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  560.35.03  Release Build  (dvs)': (
        '560.35.03'
    ),
    'NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  540.3.0  Release Build  (root)': (
        '540.3.0'
    ),
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54  Tue': '550.54',
}


@pytest.mark.parametrize('line', DRIVERS)
def test_version_of_the_driver_is_read(tmp_path, monkeypatch, line):
    path = tmp_path / 'version'
    path.write_text(f'{line}\nGCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1~22.04)\n')
    monkeypatch.setattr(gpu, '_DRIVER_FILE', path)
    assert gpu._driver(12060) == f'{DRIVERS[line]}, CUDA 12.6'


@pytest.mark.parametrize('text', [None, '', 'something else 1.2.3\n'])
def test_without_the_drivers_file_there_is_the_version_of_cuda(tmp_path, monkeypatch, text):
    path = tmp_path / 'version'
    if text is not None:
        path.write_text(text)
    monkeypatch.setattr(gpu, '_DRIVER_FILE', path)
    assert gpu._driver(13000) == 'CUDA 13.0'


def test_where_there_is_no_gpu_the_remedy_is_told():
    pytest.importorskip('cuda.bindings', reason='cuda-bindings is not installed')
    try:
        found = find_gpu()
    except BackendError as error:
        assert 'check nvidia-smi, or choose a backend for the CPU' in str(error)
        return
    assert found.index == 0
    assert found.name
    assert '\0' not in found.name
    with pytest.raises(BackendError, match='there is no GPU 99 among'):
        find_gpu(99)
