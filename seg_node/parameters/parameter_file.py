# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Parameters as people write them down, read without ROS and as strictly as by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import yaml

from seg_node.core.errors import ConfigurationError
from seg_node.core.yaml_file import NO_YAML, read_yaml
from seg_node.parameters.parameters import PARAMETER_NAMES, Parameters

_NODE_KEYS = ('/**', 'seg_node', '/seg_node', '/**/seg_node')
"""Under which a file holds parameters of the node; later ones win."""
_OF_ROS = frozenset({'use_sim_time'})
"""Those that every node has and that mean nothing without ROS."""
_KINDS = {
    bool: 'true or false',
    int: 'a whole number',
    float: 'a number with a point',
    str: 'text',
}


def read_parameter_file(path: Path) -> dict[str, Any]:
    """
    Read the values that a ROS parameter file gives to the node.

    :param path: of a file in the form of ``config/seg_node.param.yaml``.
    :raises ConfigurationError: if it is none, or holds nothing for the node.
    """
    content = read_yaml(path)
    nodes = content if isinstance(content, dict) else {}
    found = [nodes[key] for key in _NODE_KEYS if key in nodes]
    values: dict[str, Any] = {}
    for node in found:
        given = node.get('ros__parameters') if isinstance(node, dict) else None
        if not isinstance(given, dict):
            raise ConfigurationError(f'{path} has no ros__parameters in its part for the node')
        values |= given
    if not found:
        raise ConfigurationError(
            f'{path} has no parameters of the node: put them under one of {", ".join(_NODE_KEYS)}'
        )
    return {name: value for name, value in values.items() if name not in _OF_ROS}


def write_parameter_file(path: Path, values: Mapping[str, Any]) -> None:
    """
    Write values as a ROS parameter file, in which they keep their types.

    :param path: of the file.
    :raises OSError: if it cannot be written.
    """
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    content = {_NODE_KEYS[0]: {'ros__parameters': plain}}
    path.write_text(yaml.safe_dump(content), encoding='utf-8')


def parse_assignments(texts: Iterable[str]) -> dict[str, Any]:
    """
    Read values from a command line.

    :param texts: each ``NAME=VALUE``, with a value in YAML.
    :raises ConfigurationError: if one is not.
    """
    values = {}
    for text in texts:
        name, sign, value = text.partition('=')
        if not sign:
            raise ConfigurationError(f"'{text}' sets nothing: give NAME=VALUE")
        try:
            values[name] = yaml.safe_load(value)
        except NO_YAML as error:
            raise ConfigurationError(f"'{text}' has no value in YAML: {error}") from error
    return values


def make_parameters(values: Mapping[str, Any]) -> Parameters:
    """
    Give parameters of which some have other values than by default.

    :raises ConfigurationError: if there is no such parameter, or ROS or the node would not take
        the value.
    """
    unknown = sorted(set(map(str, values)) - PARAMETER_NAMES)
    if unknown:
        raise ConfigurationError(
            f'there is no parameter {unknown[0]}: see doc/interfaces.md for those that there are'
        )
    for parameter in fields(Parameters):
        if parameter.name in values:
            _check(parameter, values[parameter.name])
    return Parameters().changed(values)


def _check(parameter: Field[Any], value: Any) -> None:
    """Hold a value to type and range, which with ROS is done by ROS."""
    name, limits = parameter.name, parameter.metadata['limits']
    if isinstance(parameter.default, tuple):
        if not isinstance(value, list) or {type(item) for item in value} != {float}:
            raise ConfigurationError(f'{name} is {value!r}: give a list of numbers with a point')
    elif type(value) is not type(parameter.default):
        kind = _KINDS[type(parameter.default)]
        raise ConfigurationError(f'{name} is {value!r}: give {kind}, as ROS asks for')
    elif limits and not limits[0] <= value <= limits[1]:
        raise ConfigurationError(f'{name} is {value}: give {limits[0]} to {limits[1]}')
