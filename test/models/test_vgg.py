# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The convolutions of VGG16."""

from torch import nn

from seg_node.models.vgg import vgg16_blocks


def test_convolutions_are_those_of_the_paper():
    # 138 M in table 2 of arXiv 1409.1556, less the three fully connected layers.
    fully_connected = 7 * 7 * 512 * 4096 + 4096 * 4096 + 4096 * 1000
    convolutions = [
        layer
        for block in vgg16_blocks()
        for layer in block.modules()
        if isinstance(layer, nn.Conv2d)
    ]
    weights = sum(layer.weight.numel() for layer in convolutions)
    assert len(convolutions) == 13
    assert round((weights + fully_connected) / 1e6) == 138
