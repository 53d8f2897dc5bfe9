# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is asked of sources that are no bags."""

from box_drive import BoxDrive
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.parameters.parameter_file import make_parameters
from seg_node.replay.ground.opening import open_ground


def opened(camvid, colour_model, *remaps, **values):
    parameters = make_parameters({'model': str(colour_model)} | values)
    return open_ground(BoxDrive(camvid), parameters, remaps, is_wanted=True)


def test_frames_bring_no_more_than_their_camera(camvid, colour_model):
    assert opened(camvid, colour_model, footprint_width=0.5)


@pytest.mark.parametrize(
    ('remaps', 'values', 'missing'),
    [
        ((), {'output_size': 'match'}, 'depth/camera_info'),
        ((), {'tilt_source': 'imu', 'use_odometry': True}, 'imu and odometry'),
        (['imu:=/imu'], {}, 'imu'),
    ],
)
def test_what_only_a_bag_has_is_named(camvid, colour_model, remaps, values, missing):
    with pytest.raises(ConfigurationError, match=f'boxes is no bag and has no {missing}: replay'):
        opened(camvid, colour_model, *remaps, **values)
