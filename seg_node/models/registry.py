# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nets by name."""

from __future__ import annotations

from collections.abc import Callable

from seg_node.models.net import SegmentationNet

ModelBuilder = Callable[..., SegmentationNet]

_BUILDERS: dict[str, ModelBuilder] = {}


def register_model(builder: ModelBuilder) -> ModelBuilder:
    """
    Make a net known by the name of the function that builds it.

    :param builder: called with the number of classes and ``pretrained``.
    :raises ValueError: if the name is taken.
    """
    name = builder.__name__
    if name in _BUILDERS:
        raise ValueError(f"model '{name}' is registered already")
    _BUILDERS[name] = builder
    return builder


def list_models() -> list[str]:
    """List the names that ``create_model`` knows."""
    return sorted(_BUILDERS)


def create_model(name: str, class_count: int, pretrained: bool = False) -> SegmentationNet:
    """
    Build a net.

    :param name: one of ``list_models()``.
    :param class_count: C, the channels of its logits.
    :param pretrained: start from an encoder trained on ImageNet, where there is one.
    :raises ValueError: if the name is unknown.
    """
    if name not in _BUILDERS:
        raise ValueError(f"no model '{name}': choose from {', '.join(list_models())}")
    return _BUILDERS[name](class_count, pretrained=pretrained)
