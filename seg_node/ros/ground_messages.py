# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the ground as messages."""

from __future__ import annotations

import array

from nav_msgs.msg import OccupancyGrid
import numpy as np
from sensor_msgs.msg import LaserScan, PointCloud2, PointField
from std_msgs.msg import Header

from seg_node.core.ground_fan import Fan
from seg_node.core.ground_grid import GroundGrid
from seg_node.core.ground_points import POINT
from seg_node.core.ground_profile import Profile

_FIELD_TYPES = {'<f4': PointField.FLOAT32, '|u1': PointField.UINT8}


def grid_message(grid: GroundGrid, header: Header, z: float) -> OccupancyGrid:
    """
    Describe a grid.

    :param header: of the frame that its newest look is of, in the grid's frame.
    :param z: height of the ground in that frame [m].
    """
    cells = grid.occupancy()
    message = OccupancyGrid(header=header)
    message.info.map_load_time = header.stamp
    message.info.resolution = grid.settings.resolution
    message.info.height, message.info.width = cells.shape
    corner = message.info.origin.position
    corner.x, corner.y = grid.origin
    corner.z = z
    message.data = array.array('b', cells.tobytes())
    return message


def scan_message(fan: Fan, profile: Profile, range_max: float, header: Header) -> LaserScan:
    """
    Describe where drivable ground ends.

    :param range_max: up to which the profile speaks [m].
    :param header: in the scan's frame.
    :returns: ranges are inf where all ground up to ``range_max`` is drivable, and NaN where it is
        not known what ends it.
    """
    bearings = fan.bearings.astype(float)
    message = LaserScan(header=header, range_max=range_max)
    message.angle_min, message.angle_max = float(bearings[0]), float(bearings[-1])
    message.angle_increment = float(bearings[-1] - bearings[0]) / (len(bearings) - 1)
    message.ranges = array.array('f', profile.obstacle.tobytes())
    return message


def points_message(points: np.ndarray, header: Header) -> PointCloud2:
    """
    Describe points of the ground.

    :param points: (N,) of ``POINT``.
    :param header: in the scan's frame.
    """
    fields = POINT.fields
    assert fields is not None
    message = PointCloud2(header=header, height=1, width=len(points), is_dense=True)
    message.fields = [
        PointField(name=name, offset=offset, datatype=_FIELD_TYPES[kind.str], count=1)
        for name, (kind, offset, *_) in fields.items()
    ]
    message.point_step = POINT.itemsize
    message.row_step = points.nbytes
    message.data = array.array('B', points.tobytes())
    return message
