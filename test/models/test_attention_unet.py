# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about Attention U-Net."""

import pytest
import torch
from torch import nn

from seg_node.models import create_model


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('attention_unet', 3, width=4).eval()


def test_net_is_as_large_as_others_are():
    # That of LeeJunHyun/Image_Segmentation at 5e9da93, network.py, for one class; it has
    # a bias in each convolution, also where a norm follows, which takes it away again.
    with torch.device('meta'):
        net = create_model('attention_unet', 1)
    idle_biases = sum(
        layer.num_features for layer in net.modules() if isinstance(layer, nn.BatchNorm2d)
    )
    parameters = sum(parameter.numel() for parameter in net.parameters())
    assert parameters + idle_biases == 34_878_573


@torch.inference_mode()
def test_gate_weighs_all_channels_of_a_pixel_alike(net):
    gate = net.up[-1].gate
    x, skip = torch.randn(2, 1, 4, 8, 8).unbind()
    weights = gate(x, skip) / skip
    torch.testing.assert_close(weights, weights[:, :1].expand_as(weights))
    assert weights.min() > 0
    assert weights.max() < 1
    assert weights.std() > 0


@torch.inference_mode()
def test_gate_hears_decoder_and_skip(net):
    gate = net.up[-1].gate
    x, skip, other = torch.randn(3, 1, 4, 8, 8).unbind()
    assert not torch.allclose(gate(x, skip), gate(other, skip))
    assert not torch.allclose(gate(x, skip) / skip, gate(x, other) / other)


@torch.inference_mode()
def test_closed_gate_hides_its_skip(net):
    up = net.up[-1]
    up.gate.weight[1].bias.fill_(-1000.0)
    x = torch.randn(1, 8, 4, 4)
    skip, other = torch.randn(2, 1, 4, 8, 8).unbind()
    torch.testing.assert_close(up(x, skip), up(x, other))
