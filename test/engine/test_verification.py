# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An engine is believed as far as it says what the CPU says."""

from contextlib import closing
from dataclasses import replace
from typing import Any

from colour_model import colour_spec, write_colour_model
import numpy as np
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import BackendError
from seg_node.core.label_set import class_set_matrix
from seg_node.engine.verification import check_agreement, measure_agreement

SIZE = (96, 64)


class HalfWrong:
    """A backend whose labels are wrong in the left half of each frame."""

    def __init__(self, backend):
        self.spec = backend.spec
        self._backend = backend

    def infer(self, frames, class_sets):
        (maps,) = self._backend.infer(frames, class_sets)
        labels = maps.labels.copy()
        labels[:, : labels.shape[1] // 2] += 1
        return [replace(maps, labels=labels)]


@pytest.fixture
def class_sets(camvid):
    return class_set_matrix(camvid, camvid.class_sets)


@pytest.fixture
def reference(colour_model):
    with closing(open_backend('onnxruntime', colour_model, BackendOptions(threads=1))) as backend:
        yield backend


def test_a_backend_agrees_with_itself(reference, class_sets):
    agreement = measure_agreement(reference, reference, class_sets, SIZE)
    assert (agreement.share, agreement.confidence) == (1.0, 0.0)
    assert '100.00% of the labels and 100.00% of the sets are equal' in str(agreement)


def test_labels_that_differ_are_counted(reference, class_sets):
    half_wrong: Any = HalfWrong(reference)
    assert measure_agreement(half_wrong, reference, class_sets, SIZE).labels == 0.5


def test_another_model_is_another(reference, class_sets, camvid, tmp_path):
    classes = replace(camvid, classes=camvid.classes[1:] + camvid.classes[:1])
    path = write_colour_model(tmp_path / 'other.onnx', classes, colour_spec(camvid).to_json())
    with closing(open_backend('onnxruntime', path, BackendOptions(threads=1))) as other:
        assert measure_agreement(other, reference, class_sets, SIZE).labels < 0.5


@pytest.mark.parametrize('share', [0.98, np.nan])
def test_too_little_is_refused_with_figures_and_a_remedy(share):
    check_agreement(0.99, 0.99, 'f16')
    with pytest.raises(BackendError, match=r'the f16 engine has .*% .* 99.00% .*precision f32'):
        check_agreement(share, 0.99, 'f16')
