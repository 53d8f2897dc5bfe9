# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the ground as messages of ROS."""

from __future__ import annotations

import array
from functools import partial
from typing import Any

from geometry_msgs.msg import Point, Pose, Quaternion
from nav_msgs.msg import MapMetaData, OccupancyGrid
import numpy as np
from sensor_msgs.msg import LaserScan, PointCloud2, PointField

from seg_node.ground import ground_messages

_KINDS = {
    'geometry_msgs/msg/Point': Point,
    'geometry_msgs/msg/Pose': Pose,
    'geometry_msgs/msg/Quaternion': Quaternion,
    'nav_msgs/msg/MapMetaData': MapMetaData,
    'nav_msgs/msg/OccupancyGrid': OccupancyGrid,
    'sensor_msgs/msg/LaserScan': LaserScan,
    'sensor_msgs/msg/PointCloud2': PointCloud2,
    'sensor_msgs/msg/PointField': PointField,
}


def _make(kind: str, /, **fields: Any) -> Any:
    return _KINDS[kind](**{name: _as_taken(value) for name, value in fields.items()})


def _as_taken(value: Any) -> Any:
    """Give numbers in the form that messages take without a look at each."""
    if not isinstance(value, np.ndarray):
        return value
    return array.array(value.dtype.char, value.tobytes())


grid_message = partial(ground_messages.grid_message, _make)
scan_message = partial(ground_messages.scan_message, _make)
points_message = partial(ground_messages.points_message, _make)
