# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Ranges are true through every lens, and where the ground's slope is told from a lean."""

from dataclasses import replace
from math import radians

import numpy as np
import pytest

from seg_node.core.ground_settings import GroundSettings
from seg_node.evaluation.ground.looks import DRIVABLE_IDS, look_at_ground, true_maps
from seg_node.evaluation.ground.rig import create_rig, RigOptions
from seg_node.evaluation.ground.true_ends import find_true_ends

OPTIONS = RigOptions(seed=0, frames=100, size=(640, 360), focal_length=450.0, height=1.5)
FISHEYE = replace(OPTIONS, focal_length=320.0, is_fisheye=True)
NODDING = replace(OPTIONS, pitch_oscillation_rad=radians(1))
ON_SLOPES = replace(NODDING, slope_rad=radians(5))


def median_error(options):
    rig, settings = create_rig(options), GroundSettings(range_max=12.0)
    errors = []
    for look in look_at_ground(rig, (10, 41, 70), true_maps, settings):
        bearings = look.mapper.fan.bearings.astype(float)
        truth = find_true_ends(rig.drive.scene, look.pose, look.time_s, bearings, 12, DRIVABLE_IDS)
        found = look.profile.obstacle
        is_end = np.isfinite(truth.ranges) & np.isfinite(found)
        errors.append(abs(found[is_end] - truth.ranges[is_end]) / truth.ranges[is_end])
    return np.median(np.concatenate(errors))


@pytest.mark.parametrize('options', [OPTIONS, FISHEYE, NODDING], ids=['level', 'fisheye', 'nod'])
def test_ranges_are_those_of_the_world(options):
    assert median_error(options) < 0.02


def test_slopes_are_told_from_a_lean_by_the_filter_alone():
    taken_for_a_lean = median_error(ON_SLOPES)
    assert taken_for_a_lean > 0.1
    assert median_error(replace(ON_SLOPES, slope_memory_s=1.0)) < taken_for_a_lean / 3
