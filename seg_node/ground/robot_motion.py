# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How the robot leans and where it is, from the messages of an IMU or odometry."""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, remainder, tau
from typing import Any, NamedTuple

import numpy as np

from seg_node.core.camera_mount import LEVEL, rotation_of, Tilt, tilt_of
from seg_node.core.errors import MotionError, SegNodeError
from seg_node.core.ground_grid import Pose2D
from seg_node.core.slope_filter import SlopeFilter
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.core.track import Track
from seg_node.parameters.ground_parameters import GroundParameters

# Nothing on the ground is faster, and no odometry so far from its origin.
_MAX_SPEED = 60.0
_MAX_PLACE_M = 1e7
# Corrections of localisation are smaller.
_LEAP_M = 1.0


class RobotPose(NamedTuple):
    """
    Where the robot is.

    :param frame: that it is in.
    :param start: another one means that places have nothing to do with those before.
    :param place: of base_frame.
    :param z: its height [m].
    """

    frame: str
    start: int
    place: Pose2D
    z: float


class _World(NamedTuple):
    """Poses that belong together."""

    frame: str
    start: int
    poses: Track


class RobotMotion:
    """
    Takes messages of an IMU and odometry; one thread may bring them while another asks.

    :param parameters: of the node; those that are live may be exchanged at any time.
    :param imu_topic: its name, for faults.
    :param odometry_topic: the same.
    """

    def __init__(self, parameters: GroundParameters, imu_topic: str, odometry_topic: str) -> None:
        self.parameters = parameters
        self._topics = {'imu': imu_topic, 'odometry': odometry_topic}
        self._starts = 0
        self.forget()

    def forget(self) -> None:
        """Forget all messages."""
        tilt_topic = self._topics.get(self.parameters.tilt_source, '')
        self._tilts = Track(tilt_topic)
        self._slope = SlopeFilter(self.parameters.slope_memory_s)
        self._tilt_fault: str | None = None
        self._odometry_fault: str | None = None
        self._begin('')

    def take_imu(self, message: Any) -> None:
        """
        Take how the robot leans.

        :param message: of the fields of a sensor_msgs/Imu.
        """
        if message.orientation_covariance[0] == -1:
            self._tilt_fault = (
                'imu has no orientation (its covariance begins with -1): run an orientation '
                'filter on it, or set tilt_source to none'
            )
            return
        time_s = header_stamp_ns(message) / 1e9
        self._tilt_fault = self._note_tilt('imu', time_s, message.orientation)

    def take_odometry(self, message: Any) -> None:
        """
        Take where the robot is, and how it leans if odometry is to tell that.

        :param message: of the fields of a nav_msgs/Odometry.
        """
        time_s, pose = header_stamp_ns(message) / 1e9, message.pose.pose
        if self.parameters.tilt_source == 'odometry':
            self._tilt_fault = self._note_tilt('odometry', time_s, pose.orientation)
        self._odometry_fault = self._odometry_problem(message)
        if self._odometry_fault:
            return
        place = np.array((pose.position.x, pose.position.y))
        if message.header.frame_id != self._world.frame or self._leaps(time_s, place):
            self._begin(message.header.frame_id)
        ahead = rotation_of(_values(pose.orientation))[:2, 0]
        # Without jumps, so that it can be read between two samples.
        self._yaw += remainder(atan2(ahead[1], ahead[0]) - self._yaw, tau)
        self._world.poses.add(time_s, (*place, self._yaw, pose.position.z))

    def tilt(self, time_s: float) -> Tilt:
        """
        Give how the robot leaned over the ground; level where nothing is to tell.

        :param time_s: of a frame [s].
        :raises MotionError: if it is not known.
        """
        if self.parameters.tilt_source == 'none':
            return LEVEL
        self._check(self._tilt_fault)
        return Tilt(*self._tilts.at(time_s, self.parameters.motion_max_gap_s).tolist())

    def pose(self, time_s: float) -> RobotPose | None:
        """
        Give where the robot was, or None where odometry is not to be used.

        :param time_s: of a frame [s].
        :raises MotionError: if it is not known.
        """
        if not self.parameters.use_odometry:
            return None
        self._check(self._odometry_fault)
        frame, start, poses = self._world
        x, y, yaw, z = poses.at(time_s, self.parameters.motion_max_gap_s).tolist()
        return RobotPose(frame, start, Pose2D(x, y, yaw), z)

    def _begin(self, frame: str) -> None:
        """Begin a world: nothing is known of how it lies to the one before."""
        track = Track(self._topics['odometry'], goes_on=True)
        # One assignment, so that a frame never sees half of a change.
        self._world, self._starts = _World(frame, self._starts + 1, track), self._starts + 1
        self._yaw = 0.0

    def _leaps(self, time_s: float, place: np.ndarray) -> bool:
        """Tell whether the robot cannot have come here from where it was last."""
        last = self._world.poses.last
        if last is None:
            return False
        last_s, values = last
        distance = float(np.hypot(*(place - values[:2])))
        return time_s < last_s or distance > max(_LEAP_M, _MAX_SPEED * (time_s - last_s))

    def _odometry_problem(self, message: Any) -> str | None:
        base = self.parameters.base_frame
        if message.child_frame_id != base:
            return (
                f"odometry is of '{message.child_frame_id}', and base_frame is '{base}': set "
                'base_frame to the frame that odometry moves, or remap odometry'
            )
        if not message.header.frame_id:
            return 'odometry has no frame_id: check who publishes it'
        place = message.pose.pose.position
        if not (abs(np.array((place.x, place.y, place.z))) < _MAX_PLACE_M).all():
            return f'odometry is at {place.x}, {place.y}, {place.z}: check who publishes it'
        return _fault_of('odometry', lambda: rotation_of(_values(message.pose.pose.orientation)))

    def _note_tilt(self, source: str, time_s: float, orientation: Any) -> str | None:
        """Take an orientation, or give what is wrong with it."""
        self._slope.memory_s = self.parameters.slope_memory_s
        return _fault_of(
            source,
            lambda: self._tilts.add(
                time_s, self._slope.lean(time_s, tilt_of(rotation_of(_values(orientation))))
            ),
        )

    @staticmethod
    def _check(fault: str | None) -> None:
        if fault:
            raise MotionError(fault)


def _values(turn: Any) -> tuple[float, float, float, float]:
    return turn.x, turn.y, turn.z, turn.w


def _fault_of(topic: str, action: Callable[[], object]) -> str | None:
    """Do something with a message, and give the reason why it cannot be done."""
    try:
        action()
    except SegNodeError as error:
        return f'{topic}: {error}'
    return None
