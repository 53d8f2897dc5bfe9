# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about SegNet."""

import pytest
import torch
from torch.nn import functional

from seg_node.models import create_model
from seg_node.models.segnet import _first_maxima, _unpool


def test_net_is_as_large_as_published():
    # 29.46 M in table 3 of ENet's paper, arXiv 1606.02147; the CamVid net of the authors'
    # own segnet_train.prototxt has a bias in each convolution, also where a norm follows.
    with torch.device('meta'):
        net = create_model('segnet', 11)
    assert sum(p.numel() for p in net.parameters()) == pytest.approx(29.46e6, rel=0.01)


@pytest.mark.parametrize('size', [(2, 2), (8, 12), (32, 64)])
@pytest.mark.parametrize('values', ['distinct', 'with ties', 'all equal'])
def test_unpooling_is_that_of_torch_to_the_bit(size, values):
    torch.manual_seed(0)
    features = {
        'distinct': torch.randn(2, 3, *size),
        'with ties': torch.randint(-2, 2, (2, 3, *size)).relu().float(),
        'all equal': torch.zeros(2, 3, *size),
    }[values]
    pooled, indices = functional.max_pool2d(features, 2, return_indices=True)
    x = torch.randn_like(pooled)
    unpooled = _unpool(x, _first_maxima(features, pooled))
    assert torch.equal(unpooled, functional.max_unpool2d(x, indices, [2, 2]))


def test_gradient_flows_through_the_places_of_the_maxima_alone():
    torch.manual_seed(0)
    features = torch.randn(1, 2, 4, 6)
    pooled, indices = functional.max_pool2d(features, 2, return_indices=True)
    x = torch.randn_like(pooled).requires_grad_()
    direction = torch.randn(1, 2, 4, 6)
    unpooled = _unpool(x, _first_maxima(features, pooled))
    (gradient,) = torch.autograd.grad((unpooled * direction).sum(), x)
    expected = torch.gather(direction.flatten(2), 2, indices.flatten(2)).view_as(x)
    assert torch.equal(gradient, expected)
