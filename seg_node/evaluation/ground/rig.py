# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The camera on a rendered drive, and what the node would be told of it."""

from __future__ import annotations

from dataclasses import dataclass

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.lens import Lens
from seg_node.evaluation.ground.orientation import Orientation
from seg_node.sources.rendered_drive.distorted_drive import DistortedDrive
from seg_node.sources.rendered_drive.drive import RenderedDrive


@dataclass(frozen=True)
class RigOptions:
    """
    How a camera is mounted, and how its robot moves.

    :param seed: of the drive.
    :param frames: of the drive, at 10 Hz.
    :param size: (width, height) of the image [px].
    :param focal_length: [px].
    :param height: over the ground [m].
    :param is_fisheye: whether the lens is OpenCV's equidistant one, without coefficients.
    :param pitch_oscillation_rad: amplitude of the car's nodding [rad].
    :param slope_rad: greatest slope of the street [rad].
    :param slope_memory_s: of the node's filter [s]; 0 if the robot takes all ground for level.
    """

    seed: int
    frames: int
    size: tuple[int, int]
    focal_length: float
    height: float
    is_fisheye: bool = False
    pitch_oscillation_rad: float = 0.0
    slope_rad: float = 0.0
    slope_memory_s: float = 0.0


@dataclass(frozen=True)
class Rig:
    """
    A camera that is driven along a street.

    :param drive: that knows poses and the world; it does not sway.
    :param frames: of the drive, as the lens sees them.
    :param lens: of the camera.
    :param orientation: that the node is told of.
    """

    drive: RenderedDrive
    frames: RenderedDrive | DistortedDrive
    lens: Lens
    orientation: Orientation


def create_rig(options: RigOptions) -> Rig:
    """
    Mount a camera.

    :raises ConfigurationError: if the drive or the lens cannot be rendered.
    """

    def drive_of(camera: PinholeCamera) -> RenderedDrive:
        return RenderedDrive(
            options.seed,
            options.frames,
            camera=camera,
            pitch_oscillation_rad=options.pitch_oscillation_rad,
            height=options.height,
        )

    frames: RenderedDrive | DistortedDrive
    (width, height), focal = options.size, options.focal_length
    camera = PinholeCamera(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2)
    if options.is_fisheye:
        lens = Lens(options.size, camera.matrix, 'equidistant', (0.0,) * 4)
        distorted = DistortedDrive(lens, drive_of)
        drive, frames = distorted.drive, distorted
    else:
        lens = Lens(options.size, camera.matrix)
        drive = frames = drive_of(camera)
    orientation = Orientation(drive, options.slope_rad, options.slope_memory_s)
    return Rig(drive, frames, lens, orientation)
