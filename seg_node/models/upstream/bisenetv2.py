# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
BiSeNetV2's published names.

Source: CoinCheung/BiSeNet lib/models/bisenetv2.py (MIT).
"""

from __future__ import annotations

from seg_node.models.upstream.renaming import replace_module


def _conv_modules(published: str, ours: str) -> dict[str, str]:
    return {f'{published}.conv': f'{ours}.0', f'{published}.bn': f'{ours}.1'}


def _block_modules(published: str, ours: str) -> dict[str, str]:
    return {
        **_conv_modules(f'{published}.conv1', f'{ours}.gather'),
        f'{published}.dwconv': f'{ours}.expand',  # where the stride is 1, or else:
        f'{published}.dwconv1': f'{ours}.expand',
        f'{published}.dwconv2': f'{ours}.filter',
        f'{published}.conv2': f'{ours}.project',
        f'{published}.shortcut': f'{ours}.shortcut',
    }


def _booster_modules(published: str, ours: str) -> dict[str, str]:
    return {
        **_conv_modules(f'{published}.conv', f'{ours}.features.0'),
        **_conv_modules(f'{published}.conv_out.0.1', f'{ours}.enlarged'),
        f'{published}.conv_out.1': f'{ours}.classifier',
    }


def _modules() -> dict[str, str]:
    modules = {
        **_conv_modules('segment.S1S2.conv', 'semantic.stem.first'),
        **_conv_modules('segment.S1S2.left.0', 'semantic.stem.convolved.0'),
        **_conv_modules('segment.S1S2.left.1', 'semantic.stem.convolved.1'),
        **_conv_modules('segment.S1S2.fuse', 'semantic.stem.merge'),
        'segment.S5_5.bn': 'semantic.context.norm',
        **_conv_modules('segment.S5_5.conv_gap', 'semantic.context.reduce'),
        **_conv_modules('segment.S5_5.conv_last', 'semantic.context.merge'),
        'bga.left1': 'aggregation.detail_fine',
        'bga.left2': 'aggregation.detail_coarse',
        'bga.right1': 'aggregation.context_fine',
        'bga.right2': 'aggregation.context_coarse',
        'bga.conv': 'aggregation.merge',
        **_conv_modules('head.conv', 'classifier.0'),
        'head.conv_out.1': 'classifier.2',
    }
    for stage, count in enumerate((2, 3, 3)):
        for index in range(count):
            modules |= _conv_modules(f'detail.S{stage + 1}.{index}', f'detail.{stage}.{index}')
    for stage, (published, count) in enumerate((('S3', 2), ('S4', 2), ('S5_4', 4))):
        for index in range(count):
            ours = f'semantic.stages.{stage}.{index}'
            modules |= _block_modules(f'segment.{published}.{index}', ours)
    for index, published in enumerate(('aux2', 'aux3', 'aux4', 'aux5_4')):
        modules |= _booster_modules(published, f'boosters.{index}')
    return modules


_MODULES = _modules()


def our_name(published: str) -> str | None:
    """Give our name of a parameter or buffer; upstream trains nothing that we have not."""
    return replace_module(published, _MODULES)
