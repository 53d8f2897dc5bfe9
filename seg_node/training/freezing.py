# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Parts of a pretrained encoder that a training leaves as they are."""

from __future__ import annotations

from torch import nn

from seg_node.core.errors import ConfigurationError
from seg_node.models import SegmentationNet
from seg_node.training.config import TrainingConfig


def freeze_encoder(net: SegmentationNet, config: TrainingConfig) -> None:
    """
    Let the first blocks of the encoder learn nothing.

    :raises ConfigurationError: if there are not so many, or none whose norms could be frozen.
    """
    blocks = net.encoder_blocks()
    if config.frozen_blocks > len(blocks):
        raise ConfigurationError(
            f'frozen_blocks is {config.frozen_blocks}: the pretrained encoder of '
            f'{net.architecture} has {len(blocks)} blocks'
        )
    if config.frozen_norms and not blocks:
        raise ConfigurationError(
            f'frozen_norms is true: {net.architecture} has no pretrained encoder, so leave it out'
        )
    for block in blocks[: config.frozen_blocks]:
        block.requires_grad_(False)


def rest_frozen_parts(net: SegmentationNet, config: TrainingConfig) -> None:
    """Keep frozen parts from what ``net.train()`` has just turned on."""
    blocks = net.encoder_blocks()
    for block in blocks[: config.frozen_blocks]:
        block.eval()
    if config.frozen_norms:
        for block in blocks:
            for part in block.modules():
                if isinstance(part, nn.BatchNorm2d):
                    part.eval()
