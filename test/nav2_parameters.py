# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the files for Nav2 that ship tell a costmap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nav2_costmap import ScanSource
import yaml

CONFIG = Path(__file__).parents[1] / 'config' / 'nav2'
SCAN, GRID = 'obstacle_layer_from_scan.yaml', 'static_layer_from_grid.yaml'


def read_costmap(name: str) -> dict[str, Any]:
    """Give the local costmap's parameters in one of the files for Nav2."""
    parameters: dict[str, Any] = _read(name)['local_costmap']['local_costmap']['ros__parameters']
    return parameters


def read_node(name: str) -> dict[str, Any]:
    """Give the parameters of seg_node in one of these files."""
    parameters: dict[str, Any] = _read(name)['seg_node']['ros__parameters']
    return parameters


def scan_source(first_seen: float, resolution: float) -> ScanSource:
    """
    Give the scan's source as the file tells users to make it.

    :param first_seen: range at which all bearings have come into view [m].
    :param resolution: of the costmap [m].
    """
    layer = read_costmap(SCAN)['obstacle_layer']
    raytrace_min_range = first_seen + 2 * resolution
    parameters = layer['drivable_scan'] | {'raytrace_min_range': raytrace_min_range}
    return ScanSource.from_parameters(parameters)


def _read(name: str) -> dict[str, Any]:
    tree: dict[str, Any] = yaml.safe_load((CONFIG / name).read_text(encoding='utf-8'))
    return tree
