# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a frame of the rendered drive shows of the ground, beside what is truly there."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np

from seg_node.core.camera_geometry import CameraPose, PinholeCamera
from seg_node.core.camera_mount import CameraMount
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_profile import GroundClasses, GroundMaps, Profile
from seg_node.core.ground_settings import GroundSettings
from seg_node.core.label_set import DRIVABLE, load_label_set
from seg_node.core.lens import Lens
from seg_node.evaluation.ground.looks import MapsOf, true_maps
from seg_node.evaluation.ground.true_ends import find_true_ends, TrueEnds
from seg_node.sources.frame_source import Frame
from seg_node.sources.rendered_drive.drive import RenderedDrive

LABELS = load_label_set('camvid')
CAMERA = PinholeCamera(640, 360, 450.0, 450.0, 319.5, 179.5)
HEIGHT_M = 1.5

_SETTINGS = GroundSettings()


@dataclass(frozen=True, eq=False)
class DriveView:
    """
    A frame of a drive that does not sway.

    Places are from the camera's foot, x in its heading and y to its left [m].

    :param drive: that it is of.
    :param frame: with its truth.
    :param maps: of the frame.
    :param mapper: that looked at it.
    :param profile: what it found.
    :param range_max: up to which it looked [m].
    """

    drive: RenderedDrive
    frame: Frame
    maps: GroundMaps
    mapper: GroundMapper
    profile: Profile
    range_max: float

    def is_free(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Say where there truly is drivable ground that nothing stands on."""
        x, y = self._in_world(x, y)
        is_free = np.isin(self.drive.scene.ground_class(x, y), LABELS.set_ids(DRIVABLE))
        for outline in self._outlines():
            is_free &= ~_is_inside(outline, x, y)
        return is_free

    def true_ends(self) -> TrueEnds:
        """Find where drivable ground truly ends along the fan's bearings."""
        pose, bearings = self._pose, self.mapper.fan.bearings.astype(float)
        drivable = LABELS.set_ids(DRIVABLE)
        arguments = (self.drive.scene, pose, self._time_s, bearings, self.range_max, drivable)
        return find_true_ends(*arguments)

    def outlines(self) -> list[np.ndarray]:
        """Give the outline of what stands near, (N, 2) each."""
        pose = self._pose
        cosine, sine = np.cos(pose.yaw), np.sin(pose.yaw)
        turn = np.array(((cosine, -sine), (sine, cosine)))
        return [(outline - (pose.x, pose.y)) @ turn for outline in self._outlines()]

    def ground_class(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Give the true class of the bare ground, uint8."""
        return self.drive.scene.ground_class(*self._in_world(x, y))

    @property
    def _pose(self) -> CameraPose:
        assert self.frame.pose is not None
        return self.frame.pose

    @property
    def _time_s(self) -> float:
        return self.frame.stamp_ns / 1e9

    def _in_world(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        pose = self._pose
        cosine, sine = np.cos(pose.yaw), np.sin(pose.yaw)
        return pose.x + x * cosine - y * sine, pose.y + x * sine + y * cosine

    def _outlines(self) -> list[np.ndarray]:
        x, reach = self._pose.x, self.range_max
        footprints = self.drive.scene.footprints(self._time_s, x - reach, x + reach)
        return [footprint.outline for footprint in footprints]


def create_drive(seed: int, camera: PinholeCamera = CAMERA) -> RenderedDrive:
    """Make a drive whose camera is ``HEIGHT_M`` high."""
    return RenderedDrive(seed, camera=camera, height=HEIGHT_M)


def look_at(
    drive: RenderedDrive,
    index: int,
    settings: GroundSettings = _SETTINGS,
    maps_of: MapsOf = true_maps,
) -> DriveView:
    """Find out what a frame shows, as the node does."""
    camera, pose = drive.camera, drive.pose(0.0)
    mount = CameraMount.from_angles((0, 0, pose.z), (-pi / 2 - pose.pitch, 0, -pi / 2))
    lens = Lens((camera.width, camera.height), camera.matrix)
    mapper = GroundMapper(lens, mount, settings)
    frame = drive[index]
    classes = GroundClasses(LABELS.set_ids(DRIVABLE), LABELS.set_ids('vehicle'))
    maps = maps_of(frame)
    profile = mapper.look(maps, classes)
    return DriveView(drive, frame, maps, mapper, profile, settings.range_max)


def _is_inside(outline: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Say which places are inside a convex polygon, (N, 2)."""
    edges = np.roll(outline, -1, axis=0) - outline
    sides = [
        edge[0] * (y - corner[1]) - edge[1] * (x - corner[0])
        for corner, edge in zip(outline, edges, strict=True)
    ]
    return (np.min(sides, axis=0) >= 0) | (np.max(sides, axis=0) <= 0)
