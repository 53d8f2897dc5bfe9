# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The optimiser and its learning rate over time."""

from __future__ import annotations

import math

from torch.optim import AdamW, Optimizer, SGD
from torch.optim.lr_scheduler import LambdaLR

from seg_node.models import SegmentationNet
from seg_node.training.config import TrainingConfig


def create_optimizer(net: SegmentationNet, config: TrainingConfig) -> Optimizer:
    """Give pretrained parameters the encoder's rate and the rest the full one."""
    encoder = net.encoder_parameters()
    in_encoder = {id(parameter) for parameter in encoder}
    rest = [parameter for parameter in net.parameters() if id(parameter) not in in_encoder]
    rate = config.learning_rate
    groups = [
        {'params': encoder, 'lr': rate * config.encoder_rate},
        {'params': rest, 'lr': rate},
    ]
    if config.optimizer == 'sgd':
        return SGD(groups, momentum=config.momentum, weight_decay=config.weight_decay)
    return AdamW(groups, weight_decay=config.weight_decay)


def create_schedule(optimizer: Optimizer, config: TrainingConfig) -> LambdaLR:
    """
    Rise linearly for ``warmup_steps`` while falling to zero over all steps.

    With progress p from 0 to 1 the fall is (1 - p) ** ``poly_power``, or, for
    'cosine', (1 + cos(pi * p)) / 2.
    """

    def factor(step: int) -> float:
        warmup = min(1.0, (step + 1) / config.warmup_steps)
        progress = min(step / config.steps, 1.0)
        if config.schedule == 'cosine':
            return warmup * (1 + math.cos(math.pi * progress)) / 2
        return float(warmup * (1 - progress) ** config.poly_power)

    return LambdaLR(optimizer, factor)
