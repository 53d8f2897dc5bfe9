# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a frame shows of the ground, and what is gathered of it over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seg_node.core.ground_grid import GroundGrid, Pose2D
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_points import ground_points
from seg_node.core.ground_profile import GroundClasses, GroundMaps, Profile
from seg_node.core.image_polygon import Polygon
from seg_node.core.pipeline import SegmentedFrame
from seg_node.core.stamp_order import time_ns
from seg_node.ground.ground_camera import GroundCamera
from seg_node.ground.robot_motion import RobotMotion, RobotPose
from seg_node.parameters.ground_parameters import GroundParameters


@dataclass(frozen=True)
class GroundLook:
    """
    What one frame shows.

    :param mapper: of its camera.
    :param maps: that were looked at.
    :param profile: along the bearings of the mapper's fan.
    :param pose: of the robot, or None where odometry is not to be used.
    """

    mapper: GroundMapper
    maps: GroundMaps
    profile: Profile
    pose: RobotPose | None


class GroundView:
    """
    Looks at one frame after the other.

    :param parameters: of the node.
    :param camera: over the ground.
    :param motion: of the robot.
    """

    def __init__(
        self, parameters: GroundParameters, camera: GroundCamera, motion: RobotMotion
    ) -> None:
        self._camera, self._motion = camera, motion
        self._start = 0
        self.parameters = parameters
        self.grid = GroundGrid(parameters.grid_settings())
        """What was gathered up to now."""

    def change(self, parameters: GroundParameters) -> None:
        """Take other parameters from the next frame on."""
        self.parameters = self._motion.parameters = parameters
        if self.grid.settings != parameters.grid_settings():
            self.grid = GroundGrid(parameters.grid_settings())

    def seed(self, frame_size: tuple[int, int], header: Any) -> Polygon | None:
        """
        Give the seed of a frame's drivable area, or None where ``seed_polygon`` holds.

        :param frame_size: (width, height) of the frame [px].
        :param header: of the frame's message.
        :raises SegNodeError: if it is not known, or not in view.
        """
        if self.parameters.footprint_width == 0:
            return None
        return self._camera.seed(self.parameters, header, frame_size)

    def look(self, frame: SegmentedFrame, classes: GroundClasses, header: Any) -> GroundLook:
        """
        Find out what a frame shows.

        :param classes: what the frame's labels tell of the ground.
        :param header: of the frame's message.
        :raises SegNodeError: if camera or motion are not known, or no ground is in view.
        """
        time_s = time_ns(header.stamp) / 1e9
        mapper = self._camera.mapper(self.parameters, header, frame.frame_size, frame.output_size)
        tilt, pose = self._motion.tilt(time_s), self._motion.pose(time_s)
        maps = GroundMaps(frame.drivable_area, frame.labels, frame.confidence)
        return GroundLook(mapper, maps, mapper.look(maps, classes, tilt), pose)

    def gather(self, look: GroundLook, header: Any) -> RobotPose:
        """
        Take a look into the grid.

        :param header: of the frame's message.
        :returns: where the robot is in the grid's frame.
        """
        pose = look.pose
        if pose is None:
            # Nobody knows how cells of the frame before lie to those of this one.
            self.grid.clear()
            pose = RobotPose(self.parameters.base_frame, 0, Pose2D(), 0.0)
        elif pose.start != self._start:
            self.grid.clear()
        self._start = pose.start
        foot = pose.place.ahead(*look.mapper.foot)
        self.grid.update(look.mapper.fan, look.profile, foot, time_ns(header.stamp) / 1e9)
        return pose

    def scan_place(self, look: GroundLook) -> tuple[str, str, tuple[float, float, float]]:
        """Give the robot's frame, the scan's, and where the latter is in the former [m]."""
        parameters, (x, y) = self.parameters, look.mapper.foot
        return parameters.base_frame, parameters.scan_frame, (x, y, parameters.ground_z)

    def points(self, look: GroundLook, mask: np.ndarray) -> np.ndarray:
        """
        Give the points of the ground that a frame shows, as ``ground_points`` does.

        :param mask: (H, W) uint8 ids of the published classes.
        """
        maps = look.maps._replace(labels=mask)
        return ground_points(look.mapper, look.profile, maps, self.parameters.ground_error())
