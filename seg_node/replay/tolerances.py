# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How much two replays may differ and still count as the same."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path

from seg_node.core.errors import ConfigurationError
from seg_node.core.yaml_file import read_yaml
from seg_node.replay.live.budget import LiveBudget, read_budget


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
    :param live: of a live replay, what it may lose and how long it may take.
    """

    mask: float = 0.0
    confidence: float = 0.0
    drivable_area: float = 0.0
    drivable_grid: float = 0.0
    drivable_scan: float = 0.0
    frames: float = 0.0
    live: LiveBudget = field(default_factory=LiveBudget)

    def __post_init__(self) -> None:
        for name in _share_names():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
                raise ConfigurationError(
                    f'tolerance {name} is {value!r}: give a share from 0 to below 1'
                )


def load_tolerances(path: Path | None) -> Tolerances:
    """
    Read a YAML file of names and shares, and under ``live`` limits by name.

    :param path: of the file; without one, nothing may differ.
    :raises ConfigurationError: if it is none.
    """
    if path is None:
        return Tolerances()
    values = read_yaml(path) or {}
    if not isinstance(values, dict) or not set(values) <= {*_share_names(), 'live'}:
        raise ConfigurationError(
            f'{path} must hold shares by name: {", ".join(_share_names())}; and live, with limits'
        )
    return Tolerances(**{**values, 'live': read_budget(values.get('live', {}))})


def _share_names() -> list[str]:
    return [each.name for each in fields(Tolerances) if each.name != 'live']
