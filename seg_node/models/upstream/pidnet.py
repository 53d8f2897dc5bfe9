# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
PIDNet's published names.

Source: XuJiacong/PIDNet models/pidnet.py and models/model_utils.py (MIT).
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
    **stage_modules('layer3', 'integral.0', 3),
    **stage_modules('layer4', 'integral.1', 3),
    **block_modules('layer5.0', 'integral.2.0', BOTTLENECK),
    **block_modules('layer5.1', 'integral.2.1', BOTTLENECK),
    **block_modules('layer3_d', 'boundary.0'),
    **block_modules('layer4_d.0', 'boundary.1', BOTTLENECK),
    **block_modules('layer5_d.0', 'boundary.2', BOTTLENECK),
    'compression3': 'integral_to_detail.0.compress',
    'compression4': 'integral_to_detail.1.compress',
    'pag3.f_x': 'integral_to_detail.0.embed_detail',
    'pag3.f_y': 'integral_to_detail.0.embed_integral',
    'pag4.f_x': 'integral_to_detail.1.embed_detail',
    'pag4.f_y': 'integral_to_detail.1.embed_integral',
    'diff3': 'integral_to_boundary.0',
    'diff4': 'integral_to_boundary.1',
    **pooling_modules([('scale_process', 'smooth')]),
    'dfm.conv_p': 'fusion.detail',
    'dfm.conv_i': 'fusion.integral',
    **head_modules('seghead_p', 'detail_head'),
    **head_modules('seghead_d', 'boundary_head'),
}


def our_name(published: str) -> str | None:
    """Give our name of a parameter or buffer; None if only upstream's training uses it."""
    return None if is_of_training(published) else replace_module(published, _MODULES)
