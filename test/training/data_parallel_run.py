# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg train`` that knows a net without batch norm, for torchrun: arguments as of seg train."""

import sys

from torch import nn

from seg_node.cli.main import main
from seg_node.models import SegmentationNet
from seg_node.models.registry import register_model


class PlainNet(SegmentationNet):
    """
    Two convolutions.

    Nothing in it depends on which frames come in one batch, so that several
    processes compute what one does.
    """

    architecture = 'plain'
    stride = 8
    logit_stride = 4
    mean = (120.0, 120.0, 120.0)
    std = (60.0, 60.0, 60.0)

    def __init__(self, class_count: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=4, padding=3),
            nn.ReLU(),
            nn.Conv2d(16, class_count, 3, padding=1),
        )

    def forward(self, images):
        """Compute the logits."""
        return self.layers(images)


@register_model
def plain(class_count, pretrained=False):
    """Build the net."""
    return PlainNet(class_count)


if __name__ == '__main__':
    sys.exit(main(['train', *sys.argv[1:]]))
