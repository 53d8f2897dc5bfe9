# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about the default net."""

import pytest
import torch

from seg_node.models import create_model
from seg_node.models.layers import upsample


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('lite0_fpn', 3).eval()


@torch.inference_mode()
def test_scales_are_mixed_as_if_they_were_concatenated(net):
    seen = {}
    for index, smooth in enumerate(net.decoder.smooth):
        smooth.register_forward_hook(lambda _net, _in, out, index=index: seen.update({index: out}))
    net.decoder.mixed_norm.register_forward_pre_hook(
        lambda _net, inputs: seen.update(mixed=inputs)
    )
    net(torch.randn(2, 3, 64, 96))

    scales = torch.cat([upsample(seen[index], 2**index) for index in range(3)], dim=1)
    weight = torch.cat([mixer.weight for mixer in net.decoder.mixers], dim=1)
    expected = torch.nn.functional.conv2d(scales, weight)
    torch.testing.assert_close(seen['mixed'][0], expected, rtol=1e-4, atol=1e-5)


def test_encoder_blocks_hold_every_parameter_of_the_encoder(net):
    listed = {id(each) for block in net.encoder_blocks() for each in block.parameters()}
    assert listed == {id(each) for each in net.encoder_parameters()}
