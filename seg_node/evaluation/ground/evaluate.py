# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Compare what frames of the rendered drive show of the ground with what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import pi

import numpy as np

from seg_node.core.camera_mount import CameraMount, Tilt
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_profile import GroundClasses, GroundMaps
from seg_node.core.ground_settings import GroundSettings
from seg_node.core.label_set import DRIVABLE, load_label_set
from seg_node.core.lens import Lens
from seg_node.core.pipeline import Pipeline
from seg_node.evaluation.ground.range_errors import RangeErrors
from seg_node.evaluation.ground.true_ends import find_true_ends
from seg_node.sources.frame_source import Frame
from seg_node.sources.rendered_drive.drive import RenderedDrive

_LABELS = load_label_set('camvid')  # the drive's
_RAISED = 'vehicle'

MapsOf = Callable[[Frame], GroundMaps]
"""Segments a frame of the drive."""


def evaluate_ground(
    drive: RenderedDrive,
    indices: Iterable[int],
    maps_of: MapsOf,
    settings: GroundSettings,
    errors: RangeErrors,
) -> None:
    """
    Measure the range to the end of drivable ground.

    The robot's orientation is given, as by an IMU without error.

    :param drive: that knows the truth, and does not sway.
    :param indices: of its frames.
    :param maps_of: segments a frame.
    :param settings: of the ground outputs.
    :param errors: that takes in what is found.
    """
    drivable = _LABELS.set_ids(DRIVABLE)
    classes = GroundClasses(drivable, _LABELS.set_ids(_RAISED))
    level = drive.pose(0.0)
    angles = (-pi / 2 - level.pitch, 0.0, -pi / 2)
    mount = CameraMount.from_angles((0.0, 0.0, level.z), angles)
    camera = drive.camera
    lens = Lens((camera.width, camera.height), camera.matrix)
    mapper = GroundMapper(lens, mount, 0.0, settings)
    for index in indices:
        frame = drive[index]
        assert frame.pose is not None
        tilt = Tilt(pitch=frame.pose.pitch - level.pitch)
        profile = mapper.look(maps_of(frame), classes, tilt)
        truth = find_true_ends(
            drive.scene,
            frame.pose,
            frame.stamp_ns / 1e9,
            mapper.fan.bearings.astype(float),
            settings.range_max,
            drivable,
        )
        errors.add(profile.obstacle, truth, mapper.first_seen)


def true_maps(frame: Frame) -> GroundMaps:
    """Take the truth for what a net says, sure of every pixel."""
    assert frame.labels is not None
    mask = np.isin(frame.labels, _LABELS.set_ids(DRIVABLE)).astype(np.uint8) * 255
    return GroundMaps(mask, frame.labels, np.full_like(mask, 255))


def segmented_maps(pipeline: Pipeline) -> MapsOf:
    """Let a net say it, as the node does, each frame by itself."""

    def maps_of(frame: Frame) -> GroundMaps:
        segmented = pipeline.process(frame.image)
        return GroundMaps(segmented.drivable_area, segmented.mask, segmented.confidence)

    return maps_of
