# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""No error of CUDA stays unread."""

import sys

import pytest

from seg_node.backends.cuda import checked, load_cuda
from seg_node.core.errors import BackendError


@pytest.fixture
def cuda():
    pytest.importorskip('cuda.bindings', reason='cuda-bindings is not installed')
    return load_cuda()


@pytest.mark.parametrize(('values', 'given'), [((), None), ((7,), 7), ((7, 8), (7, 8))])
def test_what_a_function_returned_comes_without_its_code(cuda, values, given):
    assert checked((cuda.cudaError_t.cudaSuccess, *values)) == given


def test_function_that_works_anywhere_gives_its_value(cuda):
    assert checked(cuda.cudaRuntimeGetVersion()) >= 12_000


def test_error_is_raised_with_its_text_and_name(cuda):
    with pytest.raises(BackendError, match=r'CUDA: out of memory \(cudaErrorMemoryAllocation\)'):
        checked((cuda.cudaError_t.cudaErrorMemoryAllocation, None))


def test_error_of_a_call_is_raised(cuda):
    with pytest.raises(BackendError, match=r'CUDA: .*cudaError'):
        checked(cuda.cudaSetDevice(9999))


def test_missing_runtime_is_told_with_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, 'cuda.bindings.runtime', None)
    with pytest.raises(BackendError, match=r'cannot be loaded .*pip install cuda-bindings'):
        load_cuda()
