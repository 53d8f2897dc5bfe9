# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The runtime is chosen with a reason, or refused with a remedy."""

import pytest

from seg_node.backends import selection
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import BackendError


@pytest.fixture
def absent_runtime(monkeypatch):
    """Know a runtime that is not installed."""
    runtime = selection._Runtime('no_such_module', 'never:Imported', 'pip install it')
    monkeypatch.setitem(selection._RUNTIMES, 'absent', runtime)


def test_auto_takes_the_first_that_is_installed_and_says_why(absent_runtime):
    name, reason = selection.choose_backend('auto')
    assert name == 'onnxruntime'
    assert reason == 'the first that is installed of onnxruntime, openvino, absent'


def test_a_named_backend_is_taken():
    assert selection.choose_backend('onnxruntime') == ('onnxruntime', 'as asked for')


def test_unknown_backend_names_the_known():
    with pytest.raises(BackendError, match="no backend 'caffe': choose from auto, onnxruntime"):
        selection.choose_backend('caffe')


def test_backend_that_is_not_installed_names_the_remedy(absent_runtime):
    with pytest.raises(BackendError, match="'absent' is not installed: pip install it"):
        selection.choose_backend('absent')


def test_auto_without_any_runtime_names_the_remedies(absent_runtime, monkeypatch):
    for runtime in ('onnxruntime', 'openvino'):
        monkeypatch.delitem(selection._RUNTIMES, runtime)
    with pytest.raises(BackendError, match=r'no runtime is installed.*pip install it'):
        selection.choose_backend('auto')


def test_the_chosen_backend_opens_the_model(colour_model, camvid):
    backend = selection.open_backend('auto', colour_model, BackendOptions(threads=1))
    assert backend.spec.labels == camvid
    backend.close()
