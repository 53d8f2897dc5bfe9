# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about PIDNet."""

import pytest
import torch

from seg_node.models import create_model


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('pidnet_s', 19).eval()


def test_net_is_as_large_as_its_paper_says(net):
    of_training = [net.detail_head, net.boundary_head]
    heads = sum(parameter.numel() for head in of_training for parameter in head.parameters())
    total = sum(parameter.numel() for parameter in net.parameters())
    assert total - heads == pytest.approx(7.6e6, rel=0.01)


@torch.inference_mode()
def test_boundary_is_scored_at_the_stride_of_the_logits(net):
    outputs = net.forward_training(torch.randn(2, 3, 64, 96))
    assert outputs.boundary.shape == (2, 1, *outputs.logits.shape[2:])
