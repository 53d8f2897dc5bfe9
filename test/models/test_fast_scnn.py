# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about Fast-SCNN."""

import pytest
import torch
from torch.nn import functional

from seg_node.models import create_model
from seg_node.models.fast_scnn import _bin_means


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('fast_scnn', 19).eval()


def test_net_is_as_small_as_its_paper_says(net):
    auxiliary = sum(parameter.numel() for parameter in net.auxiliary_heads.parameters())
    total = sum(parameter.numel() for parameter in net.parameters())
    assert total - auxiliary == pytest.approx(1.11e6, rel=0.05)


@pytest.mark.parametrize('count', [1, 2, 3, 6])
@pytest.mark.parametrize('size', [(1, 1), (2, 7), (12, 16), (18, 32)])
def test_bins_are_those_of_adaptive_pooling(count, size):
    x = torch.randn(2, 3, *size)
    height, width = size
    pooled = _bin_means(height, count, x) @ x @ _bin_means(width, count, x).T
    torch.testing.assert_close(pooled, functional.adaptive_avg_pool2d(x, count))


@torch.inference_mode()
def test_every_pixel_sees_the_whole_image(net):
    net.double()  # untrained, it hardly hears what is far away
    images = torch.randn(1, 3, 128, 192, dtype=torch.float64)
    changed = images.clone()
    changed[..., -32:, -32:] += 1
    difference = (net(images) - net(changed)).abs().amax(1)
    assert difference[0, 0, 0] > 0
