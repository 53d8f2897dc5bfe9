# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What DDRNet and PIDNet, one grown out of the other, name alike."""

from __future__ import annotations

from collections.abc import Sequence

_RESIDUAL = 2
BOTTLENECK = 3
"""Convolutions of a block."""


def stage_modules(published: str, ours: str, block_count: int) -> dict[str, str]:
    """Pair the modules of a stage of residual blocks."""
    modules: dict[str, str] = {}
    for index in range(block_count):
        modules |= block_modules(f'{published}.{index}', f'{ours}.{index}')
    return modules


def block_modules(published: str, ours: str, convolutions: int = _RESIDUAL) -> dict[str, str]:
    """Pair the modules of a residual block or a bottleneck."""
    modules = {f'{published}.downsample': f'{ours}.shortcut'}
    for index in range(convolutions):
        modules[f'{published}.conv{index + 1}'] = f'{ours}.layers.{index}.0'
        modules[f'{published}.bn{index + 1}'] = f'{ours}.layers.{index}.1'
    return modules


def head_modules(published: str, ours: str) -> dict[str, str]:
    """Pair the modules of a head."""
    return {
        f'{published}.bn1': f'{ours}.0.0',
        f'{published}.conv1': f'{ours}.0.2',
        f'{published}.bn2': f'{ours}.1.0',
        f'{published}.conv2': f'{ours}.1.2',
    }


def pooling_modules(smooth: Sequence[tuple[str, str]]) -> dict[str, str]:
    """
    Pair the modules of the pyramid pooling.

    :param smooth: published and our names of what follows the sums, the one thing that differs.
    """
    modules = {'spp.compression': 'pooling.merge', 'spp.shortcut': 'pooling.shortcut'}
    modules['spp.scale0'] = 'pooling.reduce.0'
    for scale in range(1, 5):  # whose first layer is the pooling itself
        modules[f'spp.scale{scale}.1'] = f'pooling.reduce.{scale}.0'
        modules[f'spp.scale{scale}.3'] = f'pooling.reduce.{scale}.2'
    return modules | {f'spp.{published}': f'pooling.{ours}' for published, ours in smooth}


def is_of_training(published: str) -> bool:
    """Tell whether a name is of the losses, which upstream saves together with the net."""
    return published.startswith(('loss.', 'sem_loss.', 'bd_loss.'))


SHARED_MODULES = {
    'conv1': 'stem',
    **stage_modules('layer1', 'stem.6', 2),
    **stage_modules('layer2', 'stem.8', 2),
    **stage_modules('layer3_', 'detail.0', 2),
    **stage_modules('layer4_', 'detail.1', 2),
    **block_modules('layer5_.0', 'detail.2', BOTTLENECK),
    **head_modules('final_layer', 'classifier'),
}
"""Stem, detail branch and head, which both nets have."""
