# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What frames of the rendered drive show of the ground."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import pi

import numpy as np

from seg_node.core.camera_geometry import CameraPose
from seg_node.core.camera_mount import CameraMount, Tilt
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_profile import GroundClasses, GroundMaps, Profile
from seg_node.core.ground_projection import GroundProjection
from seg_node.core.ground_settings import GroundSettings
from seg_node.core.label_set import DRIVABLE, load_label_set
from seg_node.core.pipeline import Pipeline
from seg_node.evaluation.ground.rig import Rig
from seg_node.sources.frame_source import Frame

_LABELS = load_label_set('camvid')  # the drive's
DRIVABLE_IDS = _LABELS.set_ids(DRIVABLE)
"""Classes of the drive's ground that a robot may drive on."""

_RAISED_IDS = [_LABELS.names.index(name) for name in ('Car', 'Bicyclist')]  # on wheels

MapsOf = Callable[[Frame], GroundMaps]
"""Segments a frame of the drive."""


@dataclass(frozen=True)
class Look:
    """
    A frame, and what it shows of the ground.

    :param index: of the frame.
    :param pose: of the camera.
    :param time_s: of the drive.
    :param profile: found along the bearings of ``mapper``'s fan.
    :param mapper: that found it.
    :param ground: under the camera as it truly leaned.
    """

    index: int
    pose: CameraPose
    time_s: float
    profile: Profile
    mapper: GroundMapper
    ground: GroundProjection


def look_at_ground(
    rig: Rig, indices: Iterable[int], maps_of: MapsOf, settings: GroundSettings
) -> Iterator[Look]:
    """
    Find the ground that frames show.

    :param rig: that sees them.
    :param indices: of its frames.
    :param maps_of: segments a frame.
    :param settings: of the ground outputs.
    """
    classes = GroundClasses(DRIVABLE_IDS, _RAISED_IDS)
    level = rig.drive.pose(0.0)
    angles = (-pi / 2 - level.pitch, 0.0, -pi / 2)
    mount = CameraMount.from_angles((0.0, 0.0, level.z), angles)
    mapper = GroundMapper(rig.lens, mount, settings)
    for index in indices:
        frame = rig.frames[index]
        assert frame.pose is not None
        time_s = frame.stamp_ns / 1e9
        profile = mapper.look(maps_of(frame), classes, rig.orientation.at(time_s))
        lean = Tilt(pitch=frame.pose.pitch - level.pitch)
        ground = GroundProjection(rig.lens, mount, 0.0, lean)
        yield Look(index, frame.pose, time_s, profile, mapper, ground)


def true_maps(frame: Frame) -> GroundMaps:
    """Take the truth for what a net says, sure of every pixel."""
    assert frame.labels is not None
    mask = np.isin(frame.labels, DRIVABLE_IDS).astype(np.uint8) * 255
    return GroundMaps(mask, frame.labels, np.full_like(mask, 255))


def segmented_maps(pipeline: Pipeline) -> MapsOf:
    """Let a net say it, as the node does, each frame by itself."""

    def maps_of(frame: Frame) -> GroundMaps:
        segmented = pipeline.process(frame.image)
        return GroundMaps(segmented.drivable_area, segmented.mask, segmented.confidence)

    return maps_of
