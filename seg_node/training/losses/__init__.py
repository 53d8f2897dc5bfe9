# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What training minimises: losses over pixels, classes and borders, and their sum."""

from seg_node.training.losses.criterion import check_losses_fit, LOSSES, TrainingLoss
from seg_node.training.losses.cross_entropy import (
    auxiliary_cross_entropy,
    class_weights,
    pixel_cross_entropy,
)
from seg_node.training.losses.distillation import distillation_loss

__all__ = [
    'LOSSES',
    'TrainingLoss',
    'auxiliary_cross_entropy',
    'check_losses_fit',
    'class_weights',
    'distillation_loss',
    'pixel_cross_entropy',
]
