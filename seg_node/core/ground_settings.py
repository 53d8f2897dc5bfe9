# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a user decides of the outputs on the ground."""

from __future__ import annotations

from dataclasses import dataclass

from seg_node.core.errors import ConfigurationError

_LIMITS = {
    'range_max': (0.5, 1000),
    'bearing_count': (2, 3600),
    'min_confidence': (0, 1),
    'clearance': (0, 5),
}


@dataclass(frozen=True)
class GroundSettings:
    """
    How far to look, and what counts as an obstacle.

    :param range_max: of what is reported [m].
    :param bearing_count: of the scan.
    :param min_confidence: of an obstacle's class, in [0, 1].
    :param clearance: height over the ground of the lower edge of what stands on wheels or
        legs [m].
    :raises ConfigurationError: if a value is out of its range.
    """

    range_max: float = 20.0
    bearing_count: int = 360
    min_confidence: float = 0.5
    clearance: float = 0.2

    def __post_init__(self) -> None:
        for name, (least, most) in _LIMITS.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise ConfigurationError(f'{name} is {value}: give a value from {least} to {most}')
