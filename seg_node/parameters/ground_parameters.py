# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Those of the node's parameters that only the outputs on the ground need."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from seg_node.core.camera_mount import CameraMount
from seg_node.core.errors import ConfigurationError
from seg_node.core.ground_projection import GroundError
from seg_node.core.ground_settings import GridSettings, GroundSettings, LIMITS
from seg_node.core.slope_filter import DEFAULT_MEMORY_S
from seg_node.parameters.parameter_field import parameter_field

_DEFAULTS = GroundSettings()
_GRID = GridSettings()


@dataclass(frozen=True)
class GroundParameters:
    """Where the camera is, how the robot moves, and what is told of the ground."""

    base_frame: str = parameter_field('base_link', 'Frame of the robot: x forward, y left, z up.')
    tilt_source: str = parameter_field(
        'none',
        'What tells how the robot leans: none, the orientation in imu, or that in odometry.',
        ('none', 'imu', 'odometry'),
    )
    use_odometry: bool = parameter_field(
        False, 'Gather drivable_grid over time in the frame of odometry; else each frame alone.'
    )
    scan_frame: str = parameter_field(
        'camera_foot',
        'Frame of drivable_scan and drivable_points: on the ground under the camera.',
    )
    broadcast_scan_frame: bool = parameter_field(
        True, 'Send the static transform from base_frame to scan_frame, where tf2_ros is there.'
    )
    camera_pose: str = parameter_field(
        '',
        "The camera's optical frame in base_frame, 'x y z roll pitch yaw' [m, rad], e.g. "
        "'0.2 0 1.5 -1.5708 0 -1.5708' for one that looks ahead; empty for that of TF.",
        live=True,
    )
    ground_z: float = parameter_field(
        _DEFAULTS.ground_z,
        'Height of the ground in base_frame [m].',
        limits=LIMITS['ground_z'],
        live=True,
    )
    image_is_rectified: bool = parameter_field(
        _DEFAULTS.is_rectified,
        'Whether frames are rectified: P of camera_info holds then, and D does not.',
        live=True,
    )
    footprint_width: float = parameter_field(
        0.0,
        'Width of the robot [m]: ground in its way that comes into view first is the seed of the '
        'drivable area; 0 leaves that to seed_polygon.',
        limits=(0, 100),
        live=True,
    )
    slope_memory_s: float = parameter_field(
        DEFAULT_MEMORY_S,
        'A tilt that lasts longer is the slope that the robot stands on [s]; 0 if all ground is '
        'level.',
        limits=(0, 3600),
        live=True,
    )
    motion_max_gap_s: float = parameter_field(
        0.2,
        'The most between a frame and the transform, tilt or pose that holds for it [s].',
        limits=(0, 10),
        live=True,
    )
    ground_range_max: float = parameter_field(
        _DEFAULTS.range_max,
        'Up to where ground is looked at [m].',
        limits=LIMITS['range_max'],
        live=True,
    )
    ground_min_confidence: float = parameter_field(
        _DEFAULTS.min_confidence,
        'Least confidence of what ends drivable ground as an obstacle.',
        limits=LIMITS['min_confidence'],
        live=True,
    )
    ground_clearance: float = parameter_field(
        _DEFAULTS.clearance,
        'Height of the lower edge of what is in raised_classes [m].',
        limits=LIMITS['clearance'],
        live=True,
    )
    raised_classes: str = parameter_field(
        '',
        "Classes that stand on wheels, so that ground is seen under them, e.g. 'Car,Bicyclist'; "
        "empty for the set vehicle of the model's own.",
        live=True,
    )
    ground_pitch_deviation: float = parameter_field(
        0.01,
        "Standard deviation of the camera's pitch over the ground [rad].",
        limits=(0, 1),
        live=True,
    )
    ground_height_deviation: float = parameter_field(
        0.02,
        "Standard deviation of the camera's height over the ground [m].",
        limits=(0, 10),
        live=True,
    )
    ground_timeout_s: float = parameter_field(
        1.0,
        'After so long without a frame drivable_grid is unknown [s].',
        limits=(0.1, 3600),
        live=True,
    )
    scan_bearings: int = parameter_field(
        _DEFAULTS.bearing_count,
        'Least bearings of drivable_scan; there are more where they would be more than half a '
        'degree apart.',
        limits=LIMITS['bearing_count'],
        live=True,
    )
    grid_cells: int = parameter_field(
        _GRID.cell_count,
        'Cells of a side of drivable_grid.',
        limits=LIMITS['cell_count'],
        live=True,
    )
    grid_resolution: float = parameter_field(
        _GRID.resolution,
        'Side of a cell of drivable_grid [m].',
        limits=LIMITS['resolution'],
        live=True,
    )
    grid_fade_s: float = parameter_field(
        _GRID.fade_s,
        'What drivable_grid was told is forgotten in it to a part of 1/e [s].',
        limits=LIMITS['fade_s'],
        live=True,
    )

    @property
    def needs_imu(self) -> bool:
        """Whether messages of an IMU tell anything that is asked for."""
        return self.tilt_source == 'imu'

    @property
    def needs_odometry(self) -> bool:
        """Whether messages of odometry tell anything that is asked for."""
        return self.tilt_source == 'odometry' or self.use_odometry

    def ground_settings(self) -> GroundSettings:
        """Give how ground is looked at."""
        return GroundSettings(
            range_max=self.ground_range_max,
            bearing_count=self.scan_bearings,
            min_confidence=self.ground_min_confidence,
            clearance=self.ground_clearance,
            ground_z=self.ground_z,
            is_rectified=self.image_is_rectified,
        )

    def grid_settings(self) -> GridSettings:
        """Give the cells of the grid."""
        return GridSettings(self.grid_cells, self.grid_resolution, self.grid_fade_s)

    def ground_error(self) -> GroundError:
        """Give what is not known of the ground under the camera."""
        return GroundError(self.ground_pitch_deviation, self.ground_height_deviation)

    def camera_mount(self) -> CameraMount | None:
        """
        Give where the camera is, or None if TF is to tell.

        :raises ConfigurationError: if ``camera_pose`` is no pose.
        """
        if not self.camera_pose.strip():
            return None
        try:
            numbers = [float(number) for number in self.camera_pose.split()]
            x, y, z, roll, pitch, yaw = numbers
            if not all(map(isfinite, numbers)):
                raise ValueError('not finite')
        except ValueError as error:
            raise ConfigurationError(
                f"camera_pose is '{self.camera_pose}': give 'x y z roll pitch yaw' of the "
                "camera's optical frame in base_frame, in metres and radians"
            ) from error
        return CameraMount.from_angles((x, y, z), (roll, pitch, yaw))

    def check_ground(self) -> None:
        """
        Check that all of them can be used.

        :raises ConfigurationError: if a value cannot, or both frames are the same.
        """
        self.ground_settings()
        self.grid_settings()
        self.camera_mount()
        for name in ('base_frame', 'scan_frame'):
            if not getattr(self, name):
                raise ConfigurationError(f'{name} is empty: name a frame of the robot')
        if self.base_frame == self.scan_frame:
            raise ConfigurationError(
                f"scan_frame is '{self.scan_frame}', which is base_frame: the scan begins under "
                'the camera, so give it a frame of its own'
            )
