# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How ROS is told of the parameters, and what it says of them."""

from __future__ import annotations

from dataclasses import asdict, Field, fields
from typing import Any

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.exceptions import ParameterUninitializedException
from rclpy.node import Node
from rclpy.parameter import Parameter

from seg_node.core.errors import ConfigurationError
from seg_node.parameters.parameters import PARAMETER_NAMES, Parameters


def declare_parameters(node: Node) -> None:
    """Declare every field of ``Parameters`` with its description and range."""
    defaults = Parameters()
    for parameter in fields(Parameters):
        node.declare_parameter(
            parameter.name, getattr(defaults, parameter.name), _descriptor(parameter)
        )


def read_parameters(node: Node) -> Parameters:
    """
    Read the node's parameters.

    :raises ConfigurationError: if a value cannot be used.
    """
    try:
        values = {name: node.get_parameter(name).value for name in PARAMETER_NAMES}
    except ParameterUninitializedException as error:
        raise ConfigurationError(
            f'{error}: ROS takes an empty list for no value; give one, or leave the parameter out'
        ) from error
    return Parameters().changed(values)


def write_parameters(node: Node, parameters: Parameters) -> None:
    """Set those of the node's parameters that have other values."""
    now, wanted = asdict(read_parameters(node)), asdict(parameters)
    node.set_parameters(
        [Parameter(name, value=wanted[name]) for name in wanted if wanted[name] != now[name]]
    )


def _descriptor(parameter: Field[Any]) -> ParameterDescriptor:
    choices, limits = parameter.metadata['choices'], parameter.metadata['limits']
    descriptor = ParameterDescriptor(
        description=parameter.metadata['description'],
        additional_constraints=f'one of: {", ".join(choices)}' if choices else '',
    )
    if limits and isinstance(parameter.default, float):
        low, high = map(float, limits)
        descriptor.floating_point_range = [FloatingPointRange(from_value=low, to_value=high)]
    elif limits:
        descriptor.integer_range = [IntegerRange(from_value=limits[0], to_value=limits[1])]
    return descriptor
