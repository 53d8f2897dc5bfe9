# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the camera over the ground: its calibration and where it is mounted."""

from __future__ import annotations

from typing import Any, Protocol

from seg_node.core.camera_info import CameraInfoMessage
from seg_node.core.camera_mount import CameraMount
from seg_node.core.errors import CameraInfoError, MountingError
from seg_node.core.fitting_mapper import FittingMapper
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.image_polygon import Polygon
from seg_node.core.stamp_order import time_ns
from seg_node.ground.camera_transforms import CameraTransforms
from seg_node.parameters.ground_parameters import GroundParameters


class CalibrationSource(Protocol):
    """Whoever has the camera's CameraInfo messages."""

    topic: str

    def require(self) -> CameraInfoMessage:
        """Give the newest one; a ``CameraInfoError`` says that there is none."""
        ...


class GroundCamera:
    """
    Fits a mapper of the ground to each frame's camera.

    :param calibration: of the camera.
    """

    def __init__(self, calibration: CalibrationSource) -> None:
        self._calibration = calibration
        self.transforms: CameraTransforms | None = None
        """That tell the mounting if ``camera_pose`` does not."""
        self._on_masks, self._on_frames = FittingMapper(), FittingMapper()
        self._seed: tuple[GroundMapper, float, Polygon] | None = None

    def mapper(
        self,
        parameters: GroundParameters,
        header: Any,
        frame_size: tuple[int, int],
        grid_size: tuple[int, int],
    ) -> GroundMapper:
        """
        Give the mapper for a frame's masks.

        :param parameters: of the node.
        :param header: of the frame's message.
        :param frame_size: its (width, height) [px].
        :param grid_size: (width, height) of its masks [px].
        :raises SegNodeError: if calibration or mounting are not known, or show no ground.
        """
        return self._fit(self._on_masks, parameters, header, frame_size, grid_size)

    def seed(
        self, parameters: GroundParameters, header: Any, frame_size: tuple[int, int]
    ) -> Polygon:
        """
        Outline the first ground in view that the footprint will sweep.

        :returns: in units of the frame's width and height.
        :raises SegNodeError: if it is not known, or not in view.
        """
        width = parameters.footprint_width
        mapper = self._fit(self._on_frames, parameters, header, frame_size, frame_size)
        if self._seed is None or self._seed[:2] != (mapper, width):
            self._seed = mapper, width, mapper.seed(width)
        return self._seed[2]

    def _fit(
        self,
        fitting: FittingMapper,
        parameters: GroundParameters,
        header: Any,
        frame_size: tuple[int, int],
        grid_size: tuple[int, int],
    ) -> GroundMapper:
        mount, settings = self._mount(parameters, header), parameters.ground_settings()
        try:
            info = self._calibration.require()
            return fitting.fit(info, frame_size, grid_size, mount, settings)
        except CameraInfoError as error:
            raise CameraInfoError(f'{self._calibration.topic}: {error}') from error

    def _mount(self, parameters: GroundParameters, header: Any) -> CameraMount:
        mount, transforms = parameters.camera_mount(), self.transforms
        if mount:
            return mount
        if transforms is None:
            raise MountingError('TF is not heard yet: camera_pose was taken away just now')
        return transforms.mount(
            parameters.base_frame,
            header.frame_id,
            time_ns(header.stamp),
            parameters.motion_max_gap_s,
        )
