# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is particular to onnxruntime; what it shares is in test_cpu_backends.py."""

from colour_model import write_colour_model
import numpy as np
import pytest

from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import BackendError, ConfigurationError


def test_an_index_out_of_bounds_is_told_and_the_next_frame_goes_well(tmp_path, camvid):
    model = write_colour_model(tmp_path / 'model.onnx', camvid, breaks_on_white=True)
    backend = OnnxRuntimeBackend(model, BackendOptions(threads=1))
    matrix = np.ones((1, len(camvid)), np.float32)
    with pytest.raises(BackendError, match=r'could not run the model.*out of data bounds'):
        backend.infer([np.full((48, 64, 3), 255, np.uint8)], matrix)
    assert backend.infer([np.zeros((48, 64, 3), np.uint8)], matrix)


@pytest.mark.parametrize('precision', ['bf16', 'f16'])
def test_it_computes_in_the_files_own_precision_alone(colour_model, precision):
    with pytest.raises(ConfigurationError, match=f"'{precision}', and onnxruntime computes only"):
        OnnxRuntimeBackend(colour_model, BackendOptions(precision=precision))
