# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A field of a dataclass that is a ROS parameter."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def parameter_field(
    default: Any,
    description: str,
    choices: tuple[str, ...] = (),
    limits: tuple[float, float] | None = None,
    live: bool = False,
) -> Any:
    """
    Make a dataclass's field of all that ROS is told of a parameter.

    :param default: whose type is the parameter's.
    :param description: for people.
    :param choices: all values of a string, if they are few.
    :param limits: least and greatest value of a number.
    :param live: whether it may change while the node is configured.
    """
    metadata = {'description': description, 'choices': choices, 'limits': limits, 'live': live}
    return field(default=default, metadata=metadata)
