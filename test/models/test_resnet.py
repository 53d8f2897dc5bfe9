# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The ResNet-50 encoder is the published one, at any output stride."""

import pytest
import torch

from seg_node.models.resnet import ResNet50


@pytest.fixture(scope='module')
def strided():
    torch.manual_seed(0)
    return ResNet50().eval()


@pytest.fixture(scope='module')
def images():
    return torch.randn(1, 3, 32, 64, generator=torch.Generator().manual_seed(0))


def test_parameters_are_those_of_torchvision_without_the_classifier(strided):
    parameters = sum(parameter.numel() for parameter in strided.parameters())
    assert parameters == 25_557_032 - 1000 * (2048 + 1)


@torch.inference_mode()
def test_features_have_the_stated_strides_and_channels(strided, images):
    assert [tuple(each.shape[1:]) for each in strided(images)] == [
        (256, 8, 16),
        (512, 4, 8),
        (1024, 2, 4),
        (2048, 1, 2),
    ]
    assert ResNet50.channels == (256, 512, 1024, 2048)


@pytest.mark.parametrize(('output_stride', 'steps'), [(16, (1, 1, 1, 2)), (8, (1, 1, 2, 4))])
@torch.inference_mode()
def test_atrous_features_are_the_strided_ones_at_more_places(
    strided, images, output_stride, steps
):
    atrous = ResNet50(output_stride).eval()
    atrous.load_state_dict(strided.state_dict())
    for dense, expected, step in zip(atrous(images), strided(images), steps, strict=True):
        assert dense.shape[-1] == step * expected.shape[-1] and expected.std() > 0
        torch.testing.assert_close(dense[..., ::step, ::step], expected, rtol=1e-3, atol=1e-4)
