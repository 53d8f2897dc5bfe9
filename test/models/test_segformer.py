# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about SegFormer and its encoder."""

import pytest
import torch
from torch import nn

from seg_node.models import create_model
from seg_node.models.layers import upsample
from seg_node.models.mix_transformer import (
    _Block,
    _EfficientAttention,
    _StochasticDepth,
    MixTransformer,
)


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('segformer_b0', 19).eval()


# Table 1 of the paper, for the 150 classes of ADE20K.
@pytest.mark.parametrize(
    ('name', 'millions'), [('segformer_b0', 3.8), ('segformer_b1', 13.7), ('segformer_b2', 27.5)]
)
def test_net_is_as_large_as_its_paper_says(name, millions):
    with torch.device('meta'):
        net = create_model(name, 150)
    total = sum(parameter.numel() for parameter in net.parameters())
    assert round(total / 1e6, 1) == millions


@torch.inference_mode()
def test_scales_are_fused_as_if_they_were_concatenated(net):
    features = [torch.randn(2, width, *size) for width, size in _scales(net, 8, 16)]
    fused = []
    net.head.norm.register_forward_pre_hook(lambda _norm, inputs: fused.append(inputs[0]))
    net.head(features)

    embedded = [
        upsample(linear(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), 2**index)
        for index, (linear, x) in enumerate(zip(net.head.embeddings, features, strict=True))
    ]
    expected = net.head.fusion(torch.cat(embedded[::-1], dim=1))
    torch.testing.assert_close(fused[0], expected, rtol=1e-4, atol=1e-5)


def _scales(net, height, width):
    """Give channels and size of each scale, if the finest is ``height`` x ``width``."""
    for index, linear in enumerate(net.head.embeddings):
        yield linear.in_features, (height >> index, width >> index)


@pytest.mark.parametrize('reduction', [1, 2, 4])
@torch.inference_mode()
def test_attention_is_that_of_torch_over_a_smaller_map(reduction):
    torch.manual_seed(0)
    ours = _EfficientAttention(12, 3, reduction).eval()
    reference = nn.MultiheadAttention(12, 3, batch_first=True).eval()
    reference.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key_value.weight]))
    reference.in_proj_bias.copy_(torch.cat([ours.query.bias, ours.key_value.bias]))
    reference.out_proj.load_state_dict(ours.projection.state_dict())

    x = torch.randn(2, 4, 8, 12)
    smaller = ours.reduction(x)
    assert smaller.shape == (2, 4 // reduction, 8 // reduction, 12)
    keys = smaller.flatten(1, 2)
    expected, _ = reference(x.flatten(1, 2), keys, keys)
    torch.testing.assert_close(ours(x), expected.view(x.shape), rtol=1e-4, atol=1e-6)


@torch.inference_mode()
def test_every_pixel_sees_the_whole_image(net):
    net.double()  # untrained, it hardly hears what is far away
    images = torch.randn(1, 3, 128, 192, dtype=torch.float64)
    changed = images.clone()
    changed[..., -32:, -32:] += 1
    difference = (net(images) - net(changed)).abs().amax(1)
    assert difference[0, 0, 0] > 0


def test_deeper_blocks_are_left_out_more_often():
    blocks = [
        each
        for each in MixTransformer((8, 8, 10, 8), (3, 4, 6, 3)).modules()
        if isinstance(each, _Block)
    ]
    rates = [1 - block.depth.keep_rate for block in blocks]
    assert rates == pytest.approx([0.1 * index / 15 for index in range(16)])


def test_branch_is_left_out_for_whole_frames_and_kept_on_average():
    torch.manual_seed(0)
    depth = _StochasticDepth(0.25)
    frames = depth(torch.ones(4000, 2, 2, 3))
    assert torch.equal(frames, frames[:, :1, :1, :1].expand_as(frames))
    assert frames.unique().tolist() == pytest.approx([0, 1 / 0.75])
    assert frames.mean().item() == pytest.approx(1, abs=0.05)


def test_nothing_is_left_out_after_training():
    x = torch.randn(4, 2, 2, 3)
    assert _StochasticDepth(0.5).eval()(x) is x
