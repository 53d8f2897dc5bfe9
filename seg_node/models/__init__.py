# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Segmentation nets in torch, one file per net, and the registry that knows them."""

from seg_node.models import (  # noqa: F401  importing a net registers it
    attention_unet,
    bisenetv2,
    ddrnet,
    deeplabv3plus,
    fast_scnn,
    fcn,
    lite_fpn,
    pidnet,
    segformer,
    segnet,
    twinlitenet,
    unet,
)
from seg_node.models.net import SegmentationNet, TrainingOutputs
from seg_node.models.registry import create_model, list_models

__all__ = ['SegmentationNet', 'TrainingOutputs', 'create_model', 'list_models']
