# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is cut out of a model file computes what the torch net does."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch.nn import functional

from seg_node.core.errors import ModelFileError
from seg_node.evaluation.benchmark.rival_model import cut_to_enlarged_net, cut_to_logits


@pytest.fixture(scope='module')
def model(tiny):
    return onnx.load(tiny.path)


def run(model, value):
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (port,) = session.get_inputs()
    (result,) = session.run(None, {port.name: value})
    return result


@pytest.mark.parametrize('size', [(48, 64), (24, 40)])
@torch.inference_mode()
def test_enlarged_net_is_the_net_and_one_bilinear_step(model, tiny, size):
    images = torch.randn(2, 3, *size)
    expected = functional.interpolate(tiny.net(images), size, mode='bilinear')
    enlarged = run(cut_to_enlarged_net(model), images.numpy())
    np.testing.assert_allclose(enlarged, expected.numpy(), rtol=1e-4, atol=1e-4)


@torch.inference_mode()
def test_logits_are_those_before_softmax_and_argmax(model, tiny):
    frame = np.random.default_rng(0).integers(0, 256, (1, 48, 64, 3), dtype=np.uint8)
    mean, std = (torch.tensor(each).view(3, 1, 1) for each in (tiny.net.mean, tiny.net.std))
    images = (torch.tensor(frame).permute(0, 3, 1, 2) - mean) / std
    expected = functional.interpolate(tiny.net(images), scale_factor=4.0, mode='bilinear')
    logits = run(cut_to_logits(model), frame)
    np.testing.assert_allclose(logits, expected.numpy(), rtol=1e-4, atol=1e-4)


def test_nothing_else_of_the_model_is_left(model):
    kinds = {node.op_type for node in cut_to_enlarged_net(model).graph.node}
    assert kinds == {'Conv', 'Shape', 'Concat', 'Resize'}


def test_model_with_no_normalisation_of_ours_is_refused(colour_model):
    with pytest.raises(ModelFileError, match='no division by an initializer named std'):
        cut_to_enlarged_net(onnx.load(colour_model))
