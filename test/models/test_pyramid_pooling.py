# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pooling works where its windows are larger than what they pool."""

import pytest
import torch

from seg_node.models.pyramid_pooling import DeepAggregationPooling, ParallelAggregationPooling


@pytest.mark.parametrize('pooling', [DeepAggregationPooling, ParallelAggregationPooling])
@pytest.mark.parametrize('size', [(1, 1), (1, 6), (3, 5), (16, 32)])
@torch.inference_mode()
def test_every_pixel_sees_all_others(pooling, size):
    torch.manual_seed(0)
    net = pooling(4, 8, 6).double().eval()
    for parameter in net.parameters():
        parameter.abs_()  # else a ReLU might stop the one difference
    x = torch.rand(2, 4, *size, dtype=torch.float64)
    changed = x.clone()
    changed[..., -1, -1] += 1
    difference = (net(x) - net(changed)).abs().amax(1)
    assert difference.shape == (2, *size)
    assert (difference > 0).all()
