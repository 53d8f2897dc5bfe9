# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the ground as messages, for ROS and for bags."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from seg_node.core.ground_fan import Fan
from seg_node.core.ground_grid import GroundGrid
from seg_node.core.ground_points import POINT
from seg_node.core.ground_profile import Profile

_FLOAT32, _UINT8 = 7, 2
_FIELD_TYPES = {'<f4': _FLOAT32, '|u1': _UINT8}
"""Of sensor_msgs/PointField."""


class Maker(Protocol):
    """Makes messages."""

    def __call__(self, kind: str, /, **fields: Any) -> Any:
        """
        Make one.

        :param kind: e.g. ``sensor_msgs/msg/LaserScan``.
        :param fields: all of them; numbers that are many are numpy arrays.
        """
        ...


def grid_message(make: Maker, grid: GroundGrid, header: Any, z: float) -> Any:
    """
    Describe a grid as a nav_msgs/OccupancyGrid.

    :param header: of the frame that its newest look is of, in the grid's frame.
    :param z: height of the ground in that frame [m].
    """
    cells = grid.occupancy()
    x, y = grid.origin
    corner = make('geometry_msgs/msg/Point', x=x, y=y, z=z)
    straight = make('geometry_msgs/msg/Quaternion', x=0.0, y=0.0, z=0.0, w=1.0)
    info = make(
        'nav_msgs/msg/MapMetaData',
        map_load_time=header.stamp,
        resolution=grid.settings.resolution,
        width=cells.shape[1],
        height=cells.shape[0],
        origin=make('geometry_msgs/msg/Pose', position=corner, orientation=straight),
    )
    return make('nav_msgs/msg/OccupancyGrid', header=header, info=info, data=cells.ravel())


def scan_message(make: Maker, fan: Fan, profile: Profile, range_max: float, header: Any) -> Any:
    """
    Describe where drivable ground ends as a sensor_msgs/LaserScan.

    :param range_max: up to which the profile speaks [m].
    :param header: in the scan's frame.
    :returns: ranges are inf where all ground up to ``range_max`` is drivable, and NaN where it is
        not known what ends it.
    """
    bearings = fan.bearings.astype(float)
    return make(
        'sensor_msgs/msg/LaserScan',
        header=header,
        angle_min=float(bearings[0]),
        angle_max=float(bearings[-1]),
        angle_increment=float(bearings[-1] - bearings[0]) / (len(bearings) - 1),
        time_increment=0.0,
        scan_time=0.0,
        range_min=0.0,
        range_max=range_max,
        ranges=profile.obstacle,
        intensities=np.empty(0, np.float32),
    )


def points_message(make: Maker, points: np.ndarray, header: Any) -> Any:
    """
    Describe points of the ground as a sensor_msgs/PointCloud2.

    :param points: (N,) of ``POINT``.
    :param header: in the scan's frame.
    """
    assert POINT.fields is not None
    fields = [
        make(
            'sensor_msgs/msg/PointField',
            name=name,
            offset=offset,
            datatype=_FIELD_TYPES[kind.str],
            count=1,
        )
        for name, (kind, offset, *_) in POINT.fields.items()
    ]
    return make(
        'sensor_msgs/msg/PointCloud2',
        header=header,
        height=1,
        width=len(points),
        fields=fields,
        is_bigendian=False,
        point_step=POINT.itemsize,
        row_step=points.nbytes,
        data=points.view(np.uint8),
        is_dense=True,
    )
