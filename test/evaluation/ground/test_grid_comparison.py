# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A grid that is fed the truth agrees with it, and one that is fed a lie does not."""

from dataclasses import replace

import numpy as np
import pytest

from seg_node.core.ground_settings import GridSettings, GroundSettings
from seg_node.evaluation.ground.grid_comparison import GridComparison
from seg_node.evaluation.ground.looks import DRIVABLE_IDS, look_at_ground, true_maps
from seg_node.evaluation.ground.rig import create_rig, RigOptions

OPTIONS = RigOptions(seed=0, frames=100, size=(640, 360), focal_length=450.0, height=1.5)


@pytest.fixture(scope='module')
def rig():
    return create_rig(OPTIONS)


@pytest.fixture(scope='module')
def looks(rig):
    return list(look_at_ground(rig, range(6), true_maps, GroundSettings()))


def compared(rig, looks):
    comparison = GridComparison(rig.drive.scene, DRIVABLE_IDS, GridSettings())
    for look in looks:
        comparison.add(look)
    return comparison.figures()


def test_true_labels_make_a_true_grid(rig, looks):
    figures = compared(rig, looks)
    assert figures['frames'] == 6
    assert figures['free_iou'] > 0.85
    assert all(wrong['violations'] == 0 for wrong in figures['wrongly_free'].values())


def blind(look):
    everything = np.full_like(look.profile.end, 20)
    return replace(look, profile=replace(look.profile, end=everything, blocked=everything + 1))


def test_grid_that_sees_no_obstacle_is_found_out(rig, looks):
    figures = compared(rig, map(blind, looks))
    standing = figures['wrongly_free']['standing']
    assert standing['violations'] > 100
    assert standing['worst_run'] == 6
    assert figures['free_iou'] < 0.8


def test_ground_before_the_near_edge_and_a_little_behind_it_is_excused(rig, looks):
    look, slack = looks[0], 0.15

    def stretched(profile):
        return replace(profile, end=profile.blocked + slack, blocked=profile.blocked + slack)

    assert np.isfinite(look.profile.blocked).mean() > 0.5
    short = compared(rig, [replace(look, profile=stretched(look.profile))])
    slack = 1.5
    long = compared(rig, [replace(look, profile=stretched(look.profile))])
    assert short['wrongly_free']['standing']['cell_frames'] <= 3
    assert long['wrongly_free']['standing']['cell_frames'] > 20
