# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nets by name."""

from __future__ import annotations

from collections.abc import Callable
import inspect
from typing import Any

from seg_node.core.errors import ConfigurationError
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


def create_model(
    name: str, class_count: int, pretrained: bool = False, **options: Any
) -> SegmentationNet:
    """
    Build a net.

    :param name: one of ``list_models()``.
    :param class_count: C, the channels of its logits.
    :param pretrained: start from an encoder trained on ImageNet, where there is one.
    :param options: further ones of this net's builder, e.g. the width of a U-Net;
        the net keeps them as ``options``.
    :raises ConfigurationError: if the name or an option is unknown, or an option
        has a value that the net does not take.
    """
    if name not in _BUILDERS:
        raise ConfigurationError(f'no model {name!r}: choose from {", ".join(list_models())}')
    builder = _BUILDERS[name]
    known = list(inspect.signature(builder).parameters)[2:]
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise ConfigurationError(
            f'{name} has no option {unknown}: it takes {", ".join(known) or "none"}'
        )
    net = builder(class_count, pretrained=pretrained, **options)
    net.options = options
    return net
