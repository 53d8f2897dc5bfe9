# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Measure what the outputs on the ground cost beside the net, frame by frame in the same run.

python test/measure_ground.py weights/lite0_fpn.onnx

CPU time of the process, with one thread, over frames of 1280x720 of the rendered drive. The robot
nods, so that each frame needs other pixels; a level one, or one without a tilt_source, does not.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from math import pi, radians
from pathlib import Path
import time

import cv2
import numpy as np
from std_msgs.msg import Header

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.camera_mount import CameraMount, Tilt
from seg_node.core.ground_grid import GroundGrid, Pose2D
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_profile import GroundMaps
from seg_node.core.ground_settings import GridSettings, GroundSettings
from seg_node.core.lens import Lens
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.ros.ground_messages import grid_message, scan_message
from seg_node.sources.rendered_drive.drive import RenderedDrive

CAMERA = PinholeCamera(1280, 720, 900.0, 900.0, 639.5, 359.5)
OURS = ('other pixels for another tilt', 'profile', 'scan message', 'grid', 'grid message')


class Costs:
    """CPU time of each part of each frame."""

    def __init__(self) -> None:
        self._times_ms: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self._times_ms[part].append((time.process_time() - start) * 1e3)

    def median(self, part: str) -> float:
        return float(np.median(self._times_ms[part][1:]))  # the first frame warms up


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument('model', type=Path)
    parser.add_argument('--frames', type=int, default=40)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    pipeline = Pipeline(
        open_backend('auto', arguments.model, BackendOptions(threads=1)), PipelineSettings()
    )
    costs = measure(pipeline, arguments.frames)
    for part in ('net', 'drivable area and mask', *OURS):
        print(f'{part:<32}{costs.median(part):8.2f} ms')
    for name, parts in (('a level robot', OURS[1:]), ('one that nods', OURS)):
        total = sum(costs.median(part) for part in parts)
        share = total / costs.median('net')
        print(f'{f"all for {name}":<32}{total:8.2f} ms, {share:.1%} of the net')


def measure(pipeline: Pipeline, frames: int) -> Costs:
    """Let frames go through what the node does with them."""
    costs, settings = Costs(), GroundSettings()
    drive = RenderedDrive(0, frames, camera=CAMERA, pitch_oscillation_rad=radians(1), height=1.5)
    level = RenderedDrive(0, frames, camera=CAMERA, height=1.5).pose(0.0)
    mount = CameraMount.from_angles((0.0, 0.0, 1.5), (-pi / 2 - level.pitch, 0.0, -pi / 2))
    mapper = GroundMapper(Lens((1280, 720), CAMERA.matrix), mount, settings)
    grid = GroundGrid(GridSettings())
    for frame in drive:
        with costs.of('net'):
            segmented = pipeline.process(frame.image)
        classes = pipeline.ground_classes
        with costs.of('drivable area and mask'):
            maps = GroundMaps(segmented.drivable_area, segmented.labels, segmented.confidence)
        assert frame.pose is not None
        tilt = Tilt(pitch=frame.pose.pitch - level.pitch)
        foot = Pose2D(frame.pose.x, frame.pose.y, frame.pose.yaw)
        with costs.of('other pixels for another tilt'):
            mapper.lean(tilt)
        with costs.of('profile'):
            profile = mapper.look(maps, classes, tilt)
        with costs.of('scan message'):
            scan_message(mapper.fan, profile, settings.range_max, Header())
        with costs.of('grid'):
            grid.update(mapper.fan, profile, foot, frame.stamp_ns / 1e9)
        with costs.of('grid message'):
            grid_message(grid, Header(), 0.0)
    return costs


if __name__ == '__main__':
    main()
