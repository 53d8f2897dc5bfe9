# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Segmentation nets in torch, one file per net, and the registry that knows them."""

from seg_node.models import fast_scnn, lite0_fpn  # noqa: F401  importing a net registers it
from seg_node.models.net import SegmentationNet, TrainingOutputs
from seg_node.models.registry import create_model, list_models

__all__ = ['SegmentationNet', 'TrainingOutputs', 'create_model', 'list_models']
