# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How much two replays may differ and still count as the same."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from seg_node.core.errors import ConfigurationError


@dataclass(frozen=True)
class Tolerances:
    """
    All 0, to the bit, by default.

    :param mask: pixels of a frame's thumbnail that may have another class, as a share.
    :param confidence: by which a frame's mean confidence may differ.
    :param drivable_area: as ``mask``, of the drivable area.
    :param drivable_grid: cells that may differ, as a share.
    :param drivable_scan: bearings whose range may differ, as a share.
    :param frames: that may differ by more than this, as a share of all.
    """

    mask: float = 0.0
    confidence: float = 0.0
    drivable_area: float = 0.0
    drivable_grid: float = 0.0
    drivable_scan: float = 0.0
    frames: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
                raise ConfigurationError(
                    f'tolerance {field.name} is {value!r}: give a share from 0 to below 1'
                )


def load_tolerances(path: Path) -> Tolerances:
    """
    Read a YAML file of names and shares.

    :raises ConfigurationError: if it is none.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding='utf-8')) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f'{path} cannot be read as YAML: {error}') from error
    known = [field.name for field in fields(Tolerances)]
    if not isinstance(values, dict) or not set(values) <= set(known):
        raise ConfigurationError(f'{path} must hold shares by name: {", ".join(known)}')
    return Tolerances(**values)
