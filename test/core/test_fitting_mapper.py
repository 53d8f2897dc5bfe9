# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A mapper is made once for a camera, and anew when anything about it changes."""

from dataclasses import replace
from math import pi

from camera_info_record import camera_info_record
import pytest

from seg_node.core.camera_mount import CameraMount
from seg_node.core.errors import CameraInfoError
from seg_node.core.fitting_mapper import FittingMapper
from seg_node.core.ground_settings import GroundSettings

SIZE = (64, 48)
SETTINGS = GroundSettings(bearing_count=11)


def camera_info(**changes):
    k = (50.0, 0.0, 31.5, 0.0, 50.0, 23.5, 0.0, 0.0, 1.0)
    return camera_info_record(**({'width': 64, 'height': 48, 'k': k} | changes))


def mount(height=1.0):
    return CameraMount.from_angles((0.0, 0.0, height), (-pi / 2, 0.0, -pi / 2))


def test_what_stays_the_same_costs_nothing():
    fitting = FittingMapper()
    first = fitting.fit(camera_info(), SIZE, SIZE, mount(), SETTINGS)
    assert fitting.fit(camera_info(), SIZE, SIZE, mount(), SETTINGS) is first


@pytest.mark.parametrize(
    'change',
    [
        {'info': camera_info(k=(60.0, 0.0, 31.5, 0.0, 60.0, 23.5, 0.0, 0.0, 1.0))},
        {'info': camera_info(distortion_model='plumb_bob', d=(0.1, 0.0, 0.0, 0.0))},
        {'grid_size': (32, 24)},
        {'mount': mount(height=1.2)},
        {'settings': replace(SETTINGS, ground_z=-0.1)},
        {'settings': replace(SETTINGS, range_max=10.0)},
    ],
)
def test_what_changes_makes_another(change):
    fitting = FittingMapper()
    usual = {
        'info': camera_info(),
        'frame_size': SIZE,
        'grid_size': SIZE,
        'mount': mount(),
        'settings': SETTINGS,
    }
    first = fitting.fit(**usual)
    assert fitting.fit(**{**usual, **change}) is not first


def test_a_calibration_that_does_not_do_leaves_the_last_mapper_for_the_last_camera():
    fitting = FittingMapper()
    first = fitting.fit(camera_info(), SIZE, SIZE, mount(), SETTINGS)
    with pytest.raises(CameraInfoError):
        fitting.fit(camera_info(k=(0.0,) * 9), SIZE, SIZE, mount(), SETTINGS)
    assert fitting.fit(camera_info(), SIZE, SIZE, mount(), SETTINGS) is first
