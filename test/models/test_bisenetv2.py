# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about BiSeNetV2."""

import numpy as np
import pytest
import torch

from seg_node.models import create_model


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('bisenetv2', 19).eval()


def test_net_is_as_large_as_the_published_one(net):
    # The paper gives no number; these are of CoinCheung/BiSeNet at 6b4b67a in training, and
    # without what only training uses.
    total = sum(parameter.numel() for parameter in net.parameters())
    boosters = sum(parameter.numel() for parameter in net.boosters.parameters())
    assert (total, total - boosters) == (5_231_487, 3_358_627)


@torch.inference_mode()
def test_boosters_answer_at_half_the_stride_of_what_they_boost(net):
    heads = net.forward_training(torch.randn(1, 3, 64, 96)).auxiliary
    assert [tuple(head.shape[2:]) for head in heads] == [(32, 48), (16, 24), (8, 12), (4, 6)]


def test_frames_are_normalised_as_the_published_weights_want_it(net):
    np.testing.assert_allclose(np.array(net.mean) / 255, (0.3257, 0.3690, 0.3223))
    np.testing.assert_allclose(np.array(net.std) / 255, (0.2112, 0.2148, 0.2115))


@pytest.mark.parametrize(
    ('gate', 'closed'), [('context_fine', 'detail_fine'), ('context_coarse', 'detail_coarse')]
)
@torch.inference_mode()
def test_context_decides_which_detail_passes(net, gate, closed):
    aggregation = net.aggregation.double()
    detail = torch.randn(1, 128, 16, 16, dtype=torch.float64)
    context = torch.randn(1, 128, 4, 4, dtype=torch.float64)
    branch = getattr(aggregation, closed)

    def says_something():
        before = aggregation(detail, context)
        hook = branch.register_forward_hook(lambda _branch, _inputs, output: output + 1)
        after = aggregation(detail, context)
        hook.remove()
        return not torch.equal(before, after)

    assert says_something()
    getattr(aggregation, gate).register_forward_hook(lambda _gate, _in, output: output - 1e4)
    assert not says_something()


@torch.inference_mode()
def test_every_pixel_sees_the_whole_image(net):
    net.double()  # untrained, it hardly hears what is far away
    images = torch.randn(1, 3, 128, 192, dtype=torch.float64)
    changed = images.clone()
    changed[..., -32:, -32:] += 1
    difference = (net(images) - net(changed)).abs().amax(1)
    assert difference[0, 0, 0] > 0
