# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The rendered drive: a source of frames whose every pixel and metre is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from seg_node.core.camera_geometry import CameraPose, PinholeCamera
from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import LabelSet, load_label_set
from seg_node.sources.frame_source import Frame
from seg_node.sources.rendered_drive.scene import Scene
from seg_node.sources.rendered_drive.sensor import Sensor

DEFAULT_CAMERA = PinholeCamera(width=640, height=480, fx=600.0, fy=600.0, cx=319.5, cy=239.5)

_METERING_WIDTH_PX = 160
_OSCILLATION_HZ = 1.3


class RenderedDrive:
    """
    A drive along a street, the same for the same seed.

    Frames can be had in any order; ``scene`` knows what stands where.

    :param seed: decides street, weather, traffic and the sensor's faults.
    :param frames: to iterate over; the street has no end.
    :param rate_hz: of the frames.
    :param camera: that looks.
    :param speed: of the car [m/s].
    :param pitch_oscillation_rad: amplitude of the car's nodding.
    :param roll_oscillation_rad: amplitude of its swaying.
    :param height: of the camera over the ground [m]; by default the seed decides.
    :raises ConfigurationError: if frames, rate, speed or height cannot be.
    """

    def __init__(
        self,
        seed: int = 0,
        frames: int = 100,
        rate_hz: float = 10.0,
        camera: PinholeCamera = DEFAULT_CAMERA,
        speed: float = 8.0,
        pitch_oscillation_rad: float = 0.0,
        roll_oscillation_rad: float = 0.0,
        height: float | None = None,
    ) -> None:
        if frames < 1 or rate_hz <= 0 or speed < 0:
            raise ConfigurationError(
                f'a rendered drive of {frames} frames at {rate_hz} Hz and {speed} m/s: '
                'give at least one frame, a positive rate and a speed that is not negative'
            )
        if height is not None and not height > 0:
            raise ConfigurationError(
                f'a camera {height:g} m over the ground sees no street: give a height above 0'
            )
        self.name = f'rendered:{seed}'
        self.label_set: LabelSet | None = load_label_set('camvid')
        self.rate_hz = rate_hz
        self.camera = camera
        self.scene = Scene(seed, speed)
        self._seed, self._frames, self._speed = seed, frames, speed
        self._oscillation = pitch_oscillation_rad, roll_oscillation_rad
        rng = np.random.default_rng((seed, 1))
        drawn_height = float(rng.uniform(1.3, 1.6))
        self._height = drawn_height if height is None else height
        self._pitch = float(np.radians(rng.uniform(-0.4, 2.8)))
        self._offset = float(rng.normal(0, 0.12))
        self._start = float(rng.uniform(0, 4))
        self._sensor = Sensor(camera, self.scene.light, self._brightness(), rng)

    def __len__(self) -> int:
        """Count the frames."""
        return self._frames

    def __iter__(self) -> Iterator[Frame]:
        """Drive from the first frame to the last."""
        return (self.frame(index) for index in range(self._frames))

    def __getitem__(self, index: int) -> Frame:
        """
        Render one of the drive's frames, without those before it.

        :raises IndexError: if it has no such frame.
        """
        return self.frame(range(self._frames)[index])

    def _brightness(self) -> float:
        """Measure what an automatic exposure would see, early and late in the drive."""
        share = _METERING_WIDTH_PX / self.camera.width
        scaled = {name: getattr(self.camera, name) * share for name in ('fx', 'fy', 'cx', 'cy')}
        small = replace(
            self.camera,
            width=_METERING_WIDTH_PX,
            height=max(1, round(self.camera.height * share)),
            **scaled,
        )
        times = (0.0, self._frames / self.rate_hz * 0.6)
        return float(np.mean([self.scene.render(small, self.pose(t), t)[0] for t in times]))

    def pose(self, time_s: float) -> CameraPose:
        """Tell where the camera is at a time, in the left lane as in Britain."""
        street = self.scene.street
        x = self._start + self._speed * time_s
        pitch, roll = self._oscillation
        phase = 2 * np.pi * _OSCILLATION_HZ * time_s
        return CameraPose(
            x=x,
            y=street.lane_m / 2 + self._offset + float(street.bend(x)),
            z=self._height,
            yaw=street.heading(x),
            pitch=self._pitch + pitch * float(np.sin(phase)),
            roll=roll * float(np.sin(0.7 * phase)),
        )

    def frame(self, index: int) -> Frame:
        """
        Render one frame.

        :param index: 0 is the drive's start; indices beyond ``len()`` work too.
        """
        time_s = index / self.rate_hz
        pose = self.pose(time_s)
        image, labels = self.scene.render(self.camera, pose, time_s)
        image = self._sensor.expose(image, np.random.default_rng((self._seed, 2, index)))
        return Frame(
            image=image,
            stamp_ns=round(time_s * 1e9),
            name=f'{index:06d}',
            labels=labels,
            camera=self.camera,
            pose=pose,
        )
