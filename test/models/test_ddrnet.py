# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about DDRNet."""

import pytest
import torch

from seg_node.models import create_model


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('ddrnet23_slim', 19).eval()


def test_net_is_as_large_as_its_paper_says(net):
    head = sum(parameter.numel() for parameter in net.auxiliary_head.parameters())
    total = sum(parameter.numel() for parameter in net.parameters())
    assert total - head == pytest.approx(5.7e6, rel=0.01)
