# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Weights before training."""

import pytest
import torch
from torch import nn

from seg_node.models.initialisation import he_initialise


def test_variance_survives_a_convolution_and_its_relu():
    torch.manual_seed(0)
    layer = nn.Conv2d(64, 256, 3)
    he_initialise(nn.Sequential(layer))
    x = torch.randn(2, 64, 18, 18)
    assert layer(x).relu().square().mean().item() == pytest.approx(1, rel=0.05)
    assert not layer.get_parameter('bias').any()
