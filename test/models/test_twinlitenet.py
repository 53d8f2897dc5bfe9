# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about TwinLiteNet."""

import pytest
import torch

from seg_node.models import create_model

# What chequanghuy/TwinLiteNet model/TwinLite.py (MIT) builds; the paper says 0.4 M.
PUBLISHED = 439_633
KEY_BIAS = 32 // 8  # which the softmax takes away


@pytest.fixture
def net():
    torch.manual_seed(0)
    return create_model('twinlitenet', 2).eval()


def parameter_count(module):
    return sum(parameter.numel() for parameter in module.parameters())


def test_net_has_the_published_parameters_but_one_decoder(net):
    second_decoder = parameter_count(net.decoder)
    assert parameter_count(net) + second_decoder + KEY_BIAS == PUBLISHED


def test_class_adds_to_the_last_layer_alone(net):
    larger = create_model('twinlitenet', 11)
    weights, norm, prelu = 8 * 2 * 2, 2, 1
    assert parameter_count(larger) - parameter_count(net) == (11 - 2) * (weights + norm + prelu)


@torch.inference_mode()
def test_position_attention_averages_what_resembles_a_pixel(net):
    attention = net.position[0]
    attention.weight.fill_(2)
    x = torch.randn(2, 32, 3, 5)
    query, key, value = (
        layer(x).flatten(2) for layer in (attention.query, attention.key, attention.value)
    )
    for pixel in range(15):
        shares = (query[:, :, pixel, None] * key).sum(1).softmax(-1)  # (2, 15)
        mean = (shares[:, None] * value).sum(-1)
        row, column = divmod(pixel, 5)
        torch.testing.assert_close(
            attention(x)[:, :, row, column], x[:, :, row, column] + 2 * mean, rtol=1e-4, atol=1e-5
        )


@torch.inference_mode()
def test_channel_attention_adds_the_opposite_channel(net):
    attention = net.channel[0]
    attention.weight.fill_(1)
    x = torch.randn(1, 32, 8, 8) * 0.01
    x[0, 3], x[0, 20] = 10, -10
    torch.testing.assert_close(attention(x)[0, 3], torch.zeros(8, 8))


@torch.inference_mode()
def test_every_pixel_sees_the_whole_image(net):
    net.double()  # untrained, it hardly hears what is far away
    images = torch.randn(1, 3, 64, 512, dtype=torch.float64)
    changed = images.clone()
    changed[..., -8:] += 1
    net.channel[0].weight.fill_(0)  # which would see it all, too
    difference = (net(images) - net(changed)).abs().amax(1)
    assert difference[0, 0, 0] > 0
