# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a net learns from another one."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def distillation_loss(logits: Tensor, teacher: Tensor) -> Tensor:
    """
    Average the divergence of a net's probabilities from its teacher's over all pixels.

    KL(teacher | net) at each pixel, of which unlabelled ones count too: the teacher knows them.

    :param logits: (N, C, h, w) of the net that learns.
    :param teacher: (N, C, H, W) logits, brought to the other grid bilinearly.
    :returns: float32 scalar; 0 where both say the same.

    Source: Hinton, Vinyals, Dean, Distilling the knowledge in a neural network, arXiv
    1503.02531, at a temperature of 1.
    """
    taught = functional.interpolate(
        teacher.float(), size=logits.shape[-2:], mode='bilinear', align_corners=False
    )
    divergence = functional.kl_div(
        logits.float().log_softmax(dim=1),
        taught.log_softmax(dim=1),
        reduction='none',
        log_target=True,
    )
    return divergence.sum(dim=1).mean()
