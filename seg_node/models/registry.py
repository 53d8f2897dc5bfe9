# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nets by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
import inspect
from typing import Any

from seg_node.core.errors import ConfigurationError
from seg_node.models.net import SegmentationNet

ModelBuilder = Callable[..., SegmentationNet]

_BUILDERS: dict[str, ModelBuilder] = {}


def register_model(builder: ModelBuilder) -> ModelBuilder:
    """
    Make a net known by the name of the function that builds it.

    :param builder: called with the number of classes, with the net's options by name
        and, if it has a parameter of that name, with ``pretrained``.
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
    check_options(name, options)
    builder = _BUILDERS[name]
    encoder = {'pretrained': pretrained} if 'pretrained' in _parameters(builder) else {}
    net = builder(class_count, **encoder, **options)
    net.architecture, net.options = name, options
    return net


def check_options(name: str, options: Mapping[str, Any]) -> None:
    """
    Check that there is such a net and that it has such options.

    :raises ConfigurationError: if the name or an option is unknown.
    """
    if name not in _BUILDERS:
        raise ConfigurationError(f'no model {name!r}: choose from {", ".join(list_models())}')
    known = [each for each in _parameters(_BUILDERS[name])[1:] if each != 'pretrained']
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise ConfigurationError(
            f'{name} has no option {unknown}: it takes {", ".join(known) or "none"}'
        )


def _parameters(builder: ModelBuilder) -> list[str]:
    return list(inspect.signature(builder).parameters)
