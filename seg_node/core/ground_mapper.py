# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a segmented frame to what it shows of the ground: the same for node and evaluation."""

from __future__ import annotations

import numpy as np

from seg_node.core.camera_mount import CameraMount, LEVEL, Tilt
from seg_node.core.errors import MountingError
from seg_node.core.ground_fan import FanPixels, plan_fan
from seg_node.core.ground_profile import (
    cut_profile,
    GroundClasses,
    GroundMaps,
    judge,
    Profile,
    read_profile,
)
from seg_node.core.ground_projection import GroundError, GroundProjection
from seg_node.core.ground_settings import GroundSettings
from seg_node.core.image_polygon import covered, Polygon
from seg_node.core.lens import Lens
from seg_node.core.swept_seed import swept_seed

_LEAST_SHARE = 0.5


class GroundMapper:
    """
    One camera over the ground, as it is mounted now.

    :param lens: on the grid of the maps.
    :param mount: of the camera on the robot.
    :param settings: how far to look.
    :raises MountingError: if the camera is in the ground, or no ground is in view.
    """

    def __init__(self, lens: Lens, mount: CameraMount, settings: GroundSettings) -> None:
        self._lens, self._mount, self._settings = lens, mount, settings
        self._tilt = LEVEL
        self._ground = GroundProjection(lens, mount, settings.ground_z)
        # None spares each lean a look at a map of nothing.
        self._is_hidden = self._covered() if settings.self_polygons else None
        self.foot = self._ground.foot
        """(x, y) of the point under the camera in ``base_frame``, where the robot is level [m]."""
        # What is raised is seen farther away than it stands.
        reach = settings.range_max / max(self._raised_share(), _LEAST_SHARE)
        self.fan = plan_fan(self._ground, settings.bearing_count, reach)
        """Bearings and ranges of all profiles."""
        self._pixels = FanPixels(self._ground, self.fan, self._is_hidden)
        first_seen = self.first_seen[self.first_seen <= settings.range_max]
        if not first_seen.size:
            raise MountingError(
                f'no ground is in view up to ground_range_max of {settings.range_max:g} m, but '
                'for what self_mask covers: check both, and the camera in base_frame'
            )
        self.comes_into_view = (float(first_seen.min()), float(first_seen.max()))
        """Least and greatest range at which ground comes into view of a level robot [m]."""

    @property
    def pixels(self) -> FanPixels:
        """Where the newest frame shows the points of the fan."""
        return self._pixels

    @property
    def first_seen(self) -> np.ndarray:
        """Range of the nearest ground in view along each bearing, (B,) [m]; inf for none."""
        is_seen = self._pixels.is_seen
        ranges = self.fan.ranges.take(is_seen.argmax(axis=1))
        return np.where(is_seen.any(axis=1), ranges, np.float32(np.inf))

    def look(self, maps: GroundMaps, classes: GroundClasses, tilt: Tilt = LEVEL) -> Profile:
        """
        Find out what a frame shows along the bearings of the fan.

        :param maps: of the lens's size.
        :param classes: what the ids in the labels stand for.
        :param tilt: how the robot leaned.
        :raises MountingError: if it leaned so far that the camera was in the ground.
        """
        self.lean(tilt)
        states = judge(self._pixels, maps, classes, self._settings.min_confidence)
        profile = read_profile(self.fan, states, self._raised_share())
        return cut_profile(profile, self._settings.range_max)

    def seed(self, width: float) -> Polygon:
        """
        Outline the ground that a robot will sweep first; see ``swept_seed``.

        :param width: of the robot [m].
        """
        ground = GroundProjection(self._lens, self._mount, self._settings.ground_z)
        return swept_seed(ground, self._covered(), width, self._settings.range_max)

    def lean(self, tilt: Tilt) -> None:
        """
        Find the pixels that show the fan from here on.

        :param tilt: how the robot leans.
        :raises MountingError: if it leans so far that the camera is in the ground.
        """
        if tilt != self._tilt:
            ground_z = self._settings.ground_z
            self._ground = GroundProjection(self._lens, self._mount, ground_z, tilt)
            self._pixels = FanPixels(self._ground, self.fan, self._is_hidden)
            self._tilt = tilt

    def range_deviation(self, ranges: np.ndarray, error: GroundError) -> np.ndarray:
        """Give the standard deviation of ranges [m]; see ``GroundProjection``."""
        return self._ground.range_deviation(ranges, error)

    def _covered(self) -> np.ndarray:
        """Mark the pixels that show the robot itself, (H, W) bool."""
        width, height = self._lens.size
        return covered(self._settings.self_polygons, height, width)

    def _raised_share(self) -> float:
        """Give the share of its apparent range at which what is raised stands."""
        return max(1 - self._settings.clearance / self._ground.height, 0.0)
