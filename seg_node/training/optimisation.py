# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The optimiser and its learning rate over time."""

from __future__ import annotations

from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from seg_node.models import SegmentationNet
from seg_node.training.config import TrainingConfig


def create_optimizer(net: SegmentationNet, config: TrainingConfig) -> AdamW:
    """Give pretrained parameters the encoder's rate and the rest the full one."""
    encoder = net.encoder_parameters()
    in_encoder = {id(parameter) for parameter in encoder}
    rest = [parameter for parameter in net.parameters() if id(parameter) not in in_encoder]
    rate = config.learning_rate
    groups = [
        {'params': encoder, 'lr': rate * config.encoder_rate},
        {'params': rest, 'lr': rate},
    ]
    return AdamW(groups, weight_decay=config.weight_decay)


def create_schedule(optimizer: AdamW, config: TrainingConfig) -> LambdaLR:
    """Rise linearly for ``warmup_steps``, then fall as (1 - progress) ** ``poly_power``."""

    def factor(step: int) -> float:
        warmup = min(1.0, (step + 1) / config.warmup_steps)
        return warmup * (1 - min(step / config.steps, 1.0)) ** config.poly_power

    return LambdaLR(optimizer, factor)
