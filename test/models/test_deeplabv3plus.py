# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about DeepLabV3+."""

import pytest
import torch

from seg_node.core.errors import ConfigurationError
from seg_node.models import create_model
from seg_node.models.deeplabv3plus import DeepLabV3Plus

# PaddleSeg (Apache-2.0) states 26.79 M parameters for DeepLabV3P with ResNet50_OS8 and the 19
# classes of Cityscapes, docs/model_zoo_overview.md. It counts the running means and variances
# too. Its ResNet is the variant with three 3x3 convolutions in the place of the first 7x7 one,
# and most convolutions of its head have a bias before the norm.
PUBLISHED = 26.79e6
DEEPER_STEM = 9 * (3 * 32 + 32 * 32 + 32 * 64) - 49 * 3 * 64 + 4 * (32 + 32)
HEAD_BIASES = 3 * (2048 + 256) + 256 + 256 + 48 + 304 + 256 + 2 * 256


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('deeplabv3plus', 19).eval()


def test_net_has_the_parameters_of_a_published_one(net):
    counted = sum(
        value.numel()
        for name, value in net.state_dict().items()
        if not name.startswith('auxiliary_head') and not name.endswith('num_batches_tracked')
    )
    assert counted + DEEPER_STEM + HEAD_BIASES == pytest.approx(PUBLISHED, abs=0.005e6)


@pytest.mark.parametrize(('output_stride', 'rates'), [(16, (6, 12, 18)), (8, (12, 24, 36))])
@torch.inference_mode()
def test_pyramid_sees_the_stated_stride_and_rates(output_stride, rates):
    net = create_model('deeplabv3plus', 3, output_stride=output_stride).eval()
    assert isinstance(net, DeepLabV3Plus)
    seen = []
    net.pyramid.register_forward_pre_hook(lambda _net, inputs: seen.append(inputs[0].shape[2:]))
    assert net(torch.randn(1, 3, 64, 96)).shape == (1, 3, 16, 24)
    assert seen == [(64 // output_stride, 96 // output_stride)]
    dilations = [
        layer.dilation[0]
        for layer in net.pyramid.modules()
        if isinstance(layer, torch.nn.Conv2d) and layer.kernel_size == (3, 3)
    ]
    assert tuple(dilations) == rates


@pytest.mark.parametrize('output_stride', [32, 0, '16'])
def test_other_output_stride_is_refused(output_stride):
    with pytest.raises(ConfigurationError, match=f'output_stride is {output_stride!r}: choose'):
        create_model('deeplabv3plus', 3, output_stride=output_stride)


@torch.inference_mode()
def test_pyramid_sees_the_whole_image(net):
    features = torch.randn(1, 2048, 1, 24)
    changed = features.clone()
    changed[..., -1] += 1  # further from the first column than the largest rate
    difference = net.pyramid(features) - net.pyramid(changed)
    assert difference[..., 0].abs().max() > 1e-4
