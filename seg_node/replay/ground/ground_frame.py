# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What one recorded frame shows of the ground, to keep or to send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seg_node.ground.ground_messages import grid_message, Maker, points_message, scan_message
from seg_node.ground.ground_view import GroundLook, GroundView
from seg_node.ground.robot_motion import RobotPose


@dataclass(frozen=True)
class GroundFrame:
    """
    Holds until the next frame is looked at, since the grid is shared.

    :param view: that looked.
    :param look: what it saw.
    :param pose: of the robot in the grid's frame.
    """

    view: GroundView
    look: GroundLook
    pose: RobotPose

    @property
    def cells(self) -> np.ndarray:
        """Of the grid, (rows, columns) int8 as in an OccupancyGrid."""
        return self.view.grid.occupancy()

    @property
    def ranges(self) -> np.ndarray:
        """Of the scan, (bearings,) float32 [m], as in its message."""
        return self.look.profile.obstacle

    @property
    def range_max(self) -> float:
        """Up to where ground is looked at [m]."""
        return self.view.parameters.ground_range_max

    def messages(self, make: Maker, mask: np.ndarray, stamp: Any) -> dict[str, Any]:
        """
        Give what the node publishes, by its topic.

        :param make: makes messages.
        :param mask: (H, W) uint8 ids of the published classes.
        :param stamp: builtin_interfaces/Time of the frame.
        """
        parameters = self.view.parameters
        grid_header = make('std_msgs/msg/Header', stamp=stamp, frame_id=self.pose.frame)
        scan_header = make('std_msgs/msg/Header', stamp=stamp, frame_id=parameters.scan_frame)
        fan, profile = self.look.mapper.fan, self.look.profile
        range_max, z = parameters.ground_range_max, self.pose.z + parameters.ground_z
        points = self.view.points(self.look, mask)
        return {
            'drivable_grid': grid_message(make, self.view.grid, grid_header, z),
            'drivable_scan': scan_message(make, fan, profile, range_max, scan_header),
            'drivable_points': points_message(make, points, scan_header),
        }

    @property
    def scan_place(self) -> tuple[str, str, tuple[float, float, float]]:
        """As ``GroundView.scan_place``."""
        return self.view.scan_place(self.look)
