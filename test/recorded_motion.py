# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages of an IMU, odometry and TF as they are read from a bag."""

from __future__ import annotations

from math import cos, sin
from typing import Any

import bag_messages
from bag_messages import SECOND
import numpy as np

from seg_node.sources.message_making import make


def header(time_s: float, frame_id: str = '') -> Any:
    return bag_messages.header(round(time_s * SECOND), frame_id)


def vector(x: float = 0.0, y: float = 0.0, z: float = 0.0, kind: str = 'Vector3') -> Any:
    return make(f'geometry_msgs/msg/{kind}', x=x, y=y, z=z)


def turn(pitch: float = 0.0, yaw: float = 0.0) -> Any:
    """Turn about y, or about z."""
    return make(
        'geometry_msgs/msg/Quaternion',
        x=0.0,
        y=sin(pitch / 2),
        z=sin(yaw / 2),
        w=cos((pitch + yaw) / 2),
    )


def imu(time_s: float, pitch: float = 0.0, covariance: float = 0.0) -> Any:
    unknown = np.zeros(9)
    return make(
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
    pose = make(
        'geometry_msgs/msg/Pose', position=vector(x, kind='Point'), orientation=turn(yaw=yaw)
    )
    still = make('geometry_msgs/msg/Twist', linear=vector(), angular=vector())
    return make(
        'nav_msgs/msg/Odometry',
        header=header(time_s, frame),
        child_frame_id=child,
        pose=make('geometry_msgs/msg/PoseWithCovariance', pose=pose, covariance=np.zeros(36)),
        twist=make('geometry_msgs/msg/TwistWithCovariance', twist=still, covariance=np.zeros(36)),
    )


def transform(parent: str, child: str, place: Any, rotation: Any = None, time_s: float = 0) -> Any:
    """Say where a frame is in its parent."""
    return make(
        'geometry_msgs/msg/TransformStamped',
        header=header(time_s, parent),
        child_frame_id=child,
        transform=make(
            'geometry_msgs/msg/Transform',
            translation=vector(*place),
            rotation=rotation or turn(),
        ),
    )


def tf_message(*transforms: Any) -> Any:
    return make('tf2_msgs/msg/TFMessage', transforms=list(transforms))


def frames_above(parent: str, *children: str, time_s: float = 0) -> Any:
    """Give the TFMessage of frames that are turned and a metre above their parent."""
    rotation = make('geometry_msgs/msg/Quaternion', x=0.0, y=0.0, z=0.6, w=0.8)
    return tf_message(
        *(transform(parent, child, (0.0, 0.0, 1.0), rotation, time_s) for child in children)
    )
