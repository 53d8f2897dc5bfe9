# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The layers that nets share."""

import pytest
import torch

from seg_node.models.layers import ConvNormAct, SeparableConv, upsample


@pytest.mark.parametrize('kernel_size', [1, 3, 5])
def test_convolution_keeps_the_size(kernel_size):
    assert ConvNormAct(2, 4, kernel_size)(torch.randn(2, 2, 6, 7)).shape == (2, 4, 6, 7)


@pytest.mark.parametrize('activation', [True, False])
def test_only_an_activation_takes_negative_values_away(activation):
    torch.manual_seed(0)
    values = ConvNormAct(2, 4, activation=activation)(torch.randn(2, 2, 6, 7))
    assert (values.min() >= 0) == activation


def test_separable_convolution_has_the_parameters_of_two_small_ones():
    layer = SeparableConv(8, 16)
    weights = sum(p.numel() for p in layer.parameters() if p.ndim == 4)
    assert weights == 8 * 3 * 3 + 8 * 16
    assert layer(torch.randn(2, 8, 4, 4)).shape == (2, 16, 4, 4)


def test_enlargement_keeps_pixel_centres():
    row = torch.tensor([0.0, 4.0]).view(1, 1, 1, 2).expand(1, 1, 2, 2)
    assert upsample(row, 2)[0, 0, 0].tolist() == [0, 1, 3, 4]
