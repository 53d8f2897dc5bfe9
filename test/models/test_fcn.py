# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about FCN."""

import pytest
import torch
from torch import nn

from seg_node.core.errors import ConfigurationError
from seg_node.models import create_model, fcn
from seg_node.models.layers import upsample

VOC_CLASSES = 21


def size_of(variant):
    with torch.device('meta'):
        net = create_model('fcn', VOC_CLASSES, variant=variant)
    return sum(parameter.numel() for parameter in net.parameters())


@pytest.fixture
def narrow_nets(monkeypatch):
    """Give the three variants, with the same weights where they have the same layers."""
    monkeypatch.setattr(fcn, '_HIDDEN', 16)
    torch.manual_seed(0)
    nets = {variant: create_model('fcn', 3, variant=variant).eval() for variant in fcn._SKIPS}
    for net in nets.values():
        net.load_state_dict(nets['8s'].state_dict(), strict=False)
    return nets


def test_net_is_as_large_as_its_paper_says():
    assert size_of('32s') == pytest.approx(134e6, rel=0.01)  # table 1, FCN-VGG16


def test_a_skip_costs_one_score_layer():
    assert size_of('16s') - size_of('32s') == (512 + 1) * VOC_CLASSES
    assert size_of('8s') - size_of('16s') == (256 + 1) * VOC_CLASSES


@torch.inference_mode()
def test_variants_give_logits_of_their_strides(narrow_nets):
    images = torch.randn(1, 3, 64, 96)
    for variant, stride in (('8s', 8), ('16s', 16), ('32s', 32)):
        assert narrow_nets[variant].logit_stride == stride
        assert narrow_nets[variant](images).shape == (1, 3, 64 // stride, 96 // stride)


@torch.inference_mode()
def test_fine_variants_are_the_coarse_one_enlarged_plus_their_skips(narrow_nets):
    images = torch.randn(1, 3, 64, 96)
    for score in narrow_nets['8s'].skip_scores:
        nn.init.zeros_(score.weight)
    nn.init.constant_(narrow_nets['8s'].skip_scores[1].bias, 2.0)
    expected = upsample(upsample(narrow_nets['32s'](images), 2), 2) + 2
    torch.testing.assert_close(narrow_nets['8s'](images), expected)


def test_wide_convolution_trains_as_any_other():
    torch.manual_seed(0)
    wide = fcn._WideConv(3, 4, 7, padding=3)
    plain = nn.Conv2d(3, 4, 7, padding=3)
    plain.load_state_dict(wide.state_dict())
    x = torch.randn(2, 3, 4, 5, requires_grad=True)
    direction = torch.randn(2, 4, 4, 5)
    torch.testing.assert_close(wide(x), plain(x))
    of_wide = torch.autograd.grad((wide(x) * direction).sum(), [x, *wide.parameters()])
    of_plain = torch.autograd.grad((plain(x) * direction).sum(), [x, *plain.parameters()])
    torch.testing.assert_close(of_wide, of_plain)


def test_unknown_variant_is_answered_with_the_known_ones():
    with pytest.raises(ConfigurationError, match="no variant '4s': choose from 8s, 16s, 32s"):
        create_model('fcn', VOC_CLASSES, variant='4s')
