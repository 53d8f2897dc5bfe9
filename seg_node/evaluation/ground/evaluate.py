# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Compare what frames of the rendered drive show of the ground with what is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from seg_node.core.ground_settings import GroundSettings
from seg_node.evaluation.ground.grid_comparison import GridComparison
from seg_node.evaluation.ground.looks import DRIVABLE_IDS, look_at_ground, MapsOf
from seg_node.evaluation.ground.range_errors import RangeErrors
from seg_node.evaluation.ground.rig import Rig
from seg_node.evaluation.ground.true_ends import find_true_ends


@dataclass(frozen=True)
class Measures:
    """
    What takes in what is found on a drive.

    :param ranges: to the end of drivable ground.
    :param every: frames whose index it divides are measured by ``ranges``.
    :param grid: of the drive's scene, if one is to be compared.
    """

    ranges: RangeErrors
    every: int = 1
    grid: GridComparison | None = None


def evaluate_ground(
    rig: Rig,
    indices: Iterable[int],
    maps_of: MapsOf,
    settings: GroundSettings,
    measures: Measures,
) -> None:
    """
    Measure what is found of the ground.

    :param rig: on a drive that knows the truth.
    :param indices: of its frames; all of them in order, for a grid.
    :param maps_of: segments a frame.
    :param settings: of the ground outputs.
    :param measures: that take in what is found.
    """
    for look in look_at_ground(rig, indices, maps_of, settings):
        if measures.grid:
            measures.grid.add(look)
        if look.index % measures.every:
            continue
        truth = find_true_ends(
            rig.drive.scene,
            look.pose,
            look.time_s,
            look.mapper.fan.bearings.astype(float),
            settings.range_max,
            DRIVABLE_IDS,
        )
        measures.ranges.add(look.profile.obstacle, truth, look.mapper.first_seen)
