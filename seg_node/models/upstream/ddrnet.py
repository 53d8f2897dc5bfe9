# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
DDRNet's published names.

Source: ydhongHIT/DDRNet segmentation/DDRNet_23_slim.py (MIT).
"""

from __future__ import annotations

from seg_node.models.upstream.branches import (
    block_modules,
    BOTTLENECK,
    head_modules,
    is_of_training,
    pooling_modules,
    SHARED_MODULES,
    stage_modules,
)
from seg_node.models.upstream.renaming import replace_module

_MODULES = {
    **SHARED_MODULES,
    **stage_modules('layer3', 'context.0', 2),
    **stage_modules('layer4', 'context.1', 2),
    **block_modules('layer5.0', 'context.2', BOTTLENECK),
    'compression3': 'context_to_detail.0',
    'compression4': 'context_to_detail.1',
    'down3': 'detail_to_context.0.0',
    'down4.0': 'detail_to_context.1.0.0',
    'down4.1': 'detail_to_context.1.0.1',
    'down4.3': 'detail_to_context.1.1.0',
    'down4.4': 'detail_to_context.1.1.1',
    **pooling_modules([(f'process{scale + 1}', f'smooth.{scale}') for scale in range(4)]),
    **head_modules('seghead_extra', 'auxiliary_head'),
}


def our_name(published: str) -> str | None:
    """Give our name of a parameter or buffer; None if only upstream's training uses it."""
    return None if is_of_training(published) else replace_module(published, _MODULES)
