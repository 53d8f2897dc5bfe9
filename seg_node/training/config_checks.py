# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Checks of a configuration's values; each raises a ``ConfigurationError`` that names the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, MISSING
from typing import Any

from seg_node.core.errors import ConfigurationError
from seg_node.models import list_models
from seg_node.models.registry import check_options
from seg_node.training.losses import LOSSES

# A slip of the finger is not to take all memory.
_MOST = 1e8


def check_keys(kind: type, data: object) -> None:
    """Check that a mapping has the keys of a dataclass, and all that have no default."""
    known = {f.name: f.default is f.default_factory is MISSING for f in fields(kind)}
    if not isinstance(data, Mapping):
        raise ConfigurationError(f'{data!r} is no mapping: give values for {", ".join(known)}')
    unknown = sorted(str(key) for key in data if key not in known)
    if unknown:
        raise ConfigurationError(f'unknown keys {unknown}: choose from {", ".join(known)}')
    missing = [name for name, is_required in known.items() if is_required and name not in data]
    if missing:
        raise ConfigurationError(f'missing keys {missing}: add them')


def check_text(name: str, value: object) -> None:
    """Check that a value is a text with something in it."""
    if not isinstance(value, str) or not value:
        raise ConfigurationError(f'{name} is {value!r}: give a name or path')


def check_number(name: str, value: Any, least: float) -> None:
    """Check that a value is a number of at least ``least``, and whole if that is whole."""
    is_whole = isinstance(least, int)
    is_number = isinstance(value, int) or (isinstance(value, float) and not is_whole)
    if not is_number or isinstance(value, bool) or not least <= value <= _MOST:
        # PyYAML reads 1e-3 as text: YAML 1.1 wants the point.
        kind = 'a whole number' if is_whole else 'a number, written like 1.0e-3 if it is small,'
        shown = 'beyond all bounds' if is_number and value > _MOST else repr(value)
        raise ConfigurationError(
            f'{name} is {shown}: give {kind} of at least {least} and at most {_MOST:.0e}'
        )


def check_choice(name: str, value: object, choices: tuple[object, ...]) -> None:
    """Check that a value is one of a few, and of the same type: True is not 1."""
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        known = ', '.join(map(str, choices))
        raise ConfigurationError(f'{name} is {value!r}: choose from {known}')


def check_model(architecture: object, options: object) -> None:
    """Check that there is such a net and that it has such options."""
    if not isinstance(architecture, str) or architecture not in list_models():
        raise ConfigurationError(
            f'architecture is {architecture!r}: choose from {", ".join(list_models())}'
        )
    if not isinstance(options, Mapping) or not all(isinstance(key, str) for key in options):
        raise ConfigurationError(
            f'options is {options!r}: give values by name, e.g. {{width: 16}}'
        )
    check_options(architecture, options)


def check_losses(losses: object) -> None:
    """Check that losses are weights by known names."""
    if not isinstance(losses, Mapping) or not losses:
        raise ConfigurationError(
            f'losses is {losses!r}: give weights by name, e.g. {{cross_entropy: 1.0}}'
        )
    for name, weight in losses.items():
        check_choice('a name in losses', name, tuple(LOSSES))
        check_number(f'the weight of {name}', weight, 0.0)
    if not any(losses.values()):
        raise ConfigurationError(f'losses is {losses!r}: give one a weight above 0')


def check_pair(name: str, value: object, least: float) -> None:
    """Check that a value is two numbers, each as ``check_number`` wants it."""
    if not isinstance(value, tuple) or len(value) != 2:
        raise ConfigurationError(f'{name} is {value!r}: give two numbers')
    for number in value:
        check_number(name, number, least)
