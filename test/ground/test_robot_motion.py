# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How a robot moves, from messages as a bag holds them."""

from dataclasses import replace
from math import pi

import pytest
from recorded_motion import imu, odometry

from seg_node.core.camera_mount import LEVEL
from seg_node.core.errors import MotionError
from seg_node.ground.robot_motion import RobotMotion
from seg_node.parameters.ground_parameters import GroundParameters

PARAMETERS = GroundParameters(tilt_source='imu', use_odometry=True, slope_memory_s=0.0)


@pytest.fixture
def motion():
    return RobotMotion(PARAMETERS, '/imu/data', '/odom')


def test_what_is_not_asked_for_is_not_needed():
    motion = RobotMotion(GroundParameters(), '/imu/data', '/odom')
    assert not (motion.parameters.needs_imu or motion.parameters.needs_odometry)
    assert motion.tilt(1.0) == LEVEL
    assert motion.pose(1.0) is None


@pytest.mark.parametrize(
    ('source', 'is_needed'), [('imu', (True, False)), ('odometry', (False, True))]
)
def test_what_tells_the_tilt_is_needed(source, is_needed):
    motion = RobotMotion(GroundParameters(tilt_source=source), '/imu/data', '/odom')
    assert (motion.parameters.needs_imu, motion.parameters.needs_odometry) == is_needed


def test_the_tilt_is_read_between_two_messages(motion):
    motion.take_imu(imu(1.0, pitch=0.1))
    motion.take_imu(imu(1.1, pitch=0.2))
    assert motion.tilt(1.05).pitch == pytest.approx(0.15)


def test_odometry_may_tell_the_tilt():
    motion = RobotMotion(replace(PARAMETERS, tilt_source='odometry'), '/imu/data', '/odom')
    motion.take_odometry(odometry(1.0, x=0.0, yaw=0.4))
    assert motion.tilt(1.0).pitch == pytest.approx(0)


def test_the_heading_has_no_jump(motion):
    for time_s, yaw in ((1.0, pi - 0.1), (1.1, -pi + 0.1)):
        motion.take_odometry(odometry(time_s, x=time_s, yaw=yaw))
    pose = motion.pose(1.05)
    assert pose.frame == 'odom'
    assert pose.place.x == pytest.approx(1.05)
    assert pose.place.yaw == pytest.approx(pi)


@pytest.mark.parametrize(
    'later', [odometry(1.1, x=50), odometry(0.5, x=0), odometry(1.1, 0, frame='map')]
)
def test_a_leap_a_step_back_and_another_frame_are_a_new_start(motion, later):
    motion.take_odometry(odometry(1.0, x=0))
    before = motion.pose(1.0).start
    motion.take_odometry(later)
    assert motion.pose(later.header.stamp.sec + later.header.stamp.nanosec / 1e9).start > before


@pytest.mark.parametrize(
    ('message', 'words'),
    [
        (imu(1.0, covariance=-1), 'imu has no orientation'),
        (odometry(1.0, x=0, child='base'), "odometry is of 'base', and base_frame is 'base_link'"),
        (odometry(1.0, x=0, frame=''), 'odometry has no frame_id'),
        (odometry(1.0, x=float('nan')), 'odometry is at nan'),
    ],
)
def test_what_cannot_be_used_is_named_until_something_better_comes(motion, message, words):
    is_imu = hasattr(message, 'orientation')
    take, ask = (motion.take_imu, motion.tilt) if is_imu else (motion.take_odometry, motion.pose)
    take(message)
    with pytest.raises(MotionError, match=words):
        ask(1.0)
    take(imu(1.0) if is_imu else odometry(1.0, x=0))
    assert ask(1.0)


def test_what_never_came_is_named_by_its_topic(motion):
    with pytest.raises(MotionError, match='nothing on /imu/data yet'):
        motion.tilt(1.0)
    with pytest.raises(MotionError, match='nothing on /odom yet'):
        motion.pose(1.0)
