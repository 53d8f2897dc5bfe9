# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages of an IMU, odometry and TF as they are read from a bag."""

from __future__ import annotations

from math import cos, sin
from typing import Any

import bag_messages
from bag_messages import new, SECOND
import numpy as np


def header(time_s: float, frame_id: str = '') -> Any:
    return bag_messages.header(round(time_s * SECOND), frame_id)


def vector(x: float = 0.0, y: float = 0.0, z: float = 0.0, kind: str = 'Vector3') -> Any:
    return new(f'geometry_msgs/msg/{kind}', x=x, y=y, z=z)


def turn(pitch: float = 0.0, yaw: float = 0.0) -> Any:
    """Turn about y, or about z."""
    return new(
        'geometry_msgs/msg/Quaternion',
        x=0.0,
        y=sin(pitch / 2),
        z=sin(yaw / 2),
        w=cos((pitch + yaw) / 2),
    )


def imu(time_s: float, pitch: float = 0.0, covariance: float = 0.0) -> Any:
    unknown = np.zeros(9)
    return new(
        'sensor_msgs/msg/Imu',
        header=header(time_s, 'imu'),
        orientation=turn(pitch=pitch),
        orientation_covariance=np.full(9, covariance),
        angular_velocity=vector(),
        angular_velocity_covariance=unknown,
        linear_acceleration=vector(),
        linear_acceleration_covariance=unknown,
    )


def odometry(
    time_s: float, x: float, yaw: float = 0.0, frame: str = 'odom', child: str = 'base_link'
) -> Any:
    pose = new(
        'geometry_msgs/msg/Pose', position=vector(x, kind='Point'), orientation=turn(yaw=yaw)
    )
    still = new('geometry_msgs/msg/Twist', linear=vector(), angular=vector())
    return new(
        'nav_msgs/msg/Odometry',
        header=header(time_s, frame),
        child_frame_id=child,
        pose=new('geometry_msgs/msg/PoseWithCovariance', pose=pose, covariance=np.zeros(36)),
        twist=new('geometry_msgs/msg/TwistWithCovariance', twist=still, covariance=np.zeros(36)),
    )


def transform(parent: str, child: str, place: Any, rotation: Any = None, time_s: float = 0) -> Any:
    """Say where a frame is in its parent."""
    return new(
        'geometry_msgs/msg/TransformStamped',
        header=header(time_s, parent),
        child_frame_id=child,
        transform=new(
            'geometry_msgs/msg/Transform',
            translation=vector(*place),
            rotation=rotation or turn(),
        ),
    )
