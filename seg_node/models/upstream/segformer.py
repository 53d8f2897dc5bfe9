# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
SegFormer's published names.

Source: checkpoints of NVlabs/SegFormer, which is under the NVIDIA Source Code License: neither
its code nor its weights may be used commercially.
"""

from __future__ import annotations

from seg_node.models.segformer import B2
from seg_node.models.upstream.renaming import replace_module


def _block_modules(published: str, ours: str) -> dict[str, str]:
    return {
        f'{published}.norm1': f'{ours}.attention_norm',
        f'{published}.attn.q': f'{ours}.attention.query',
        f'{published}.attn.kv': f'{ours}.attention.key_value',
        f'{published}.attn.proj': f'{ours}.attention.projection',
        f'{published}.attn.sr': f'{ours}.attention.reduction.conv',
        f'{published}.attn.norm': f'{ours}.attention.reduction.norm',
        f'{published}.norm2': f'{ours}.feed_forward_norm',
        f'{published}.mlp.fc1': f'{ours}.feed_forward.expand',
        f'{published}.mlp.dwconv.dwconv': f'{ours}.feed_forward.neighbours',
        f'{published}.mlp.fc2': f'{ours}.feed_forward.project',
    }


def _stage_modules(index: int, block_count: int) -> dict[str, str]:
    ours, number = f'encoder.stages.{index}', index + 1
    modules = {
        f'backbone.patch_embed{number}.proj': f'{ours}.embedding',
        f'backbone.patch_embed{number}.norm': f'{ours}.embedding_norm',
        f'backbone.norm{number}': f'{ours}.norm',
        f'decode_head.linear_c{number}.proj': f'head.embeddings.{index}',
    }
    for block in range(block_count):
        modules |= _block_modules(f'backbone.block{number}.{block}', f'{ours}.blocks.{block}')
    return modules


_MODULES = {
    'decode_head.linear_fuse.conv': 'head.fusion',
    'decode_head.linear_fuse.bn': 'head.norm',
    'decode_head.linear_pred': 'head.classifier.1',
}
for _index, _depth in enumerate(B2.depths):  # no smaller net has more blocks
    _MODULES |= _stage_modules(_index, _depth)


def our_name(published: str) -> str | None:
    """Give our name of a parameter or buffer; None if only upstream's training uses it."""
    # A classifier that each head of upstream's framework has, and this one never runs.
    if published.startswith('decode_head.conv_seg.'):
        return None
    return replace_module(published, _MODULES)
