# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the camera over the ground: its calibration and where it is mounted."""

from __future__ import annotations

from rclpy.node import Node
from std_msgs.msg import Header

from seg_node.core.camera_mount import CameraMount
from seg_node.core.errors import CameraInfoError, MountingError
from seg_node.core.fitting_mapper import FittingMapper
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.image_polygon import Polygon
from seg_node.core.stamp_order import time_ns
from seg_node.parameters.ground_parameters import GroundParameters
from seg_node.ros.camera_info_subscription import CameraInfoSubscription
from seg_node.ros.transforms import CameraTransforms, open_transforms


class GroundCamera:
    """
    Fits a mapper of the ground to each frame's camera.

    :param node: that hears TF.
    :param camera_info: that hears the calibration.
    """

    def __init__(self, node: Node, camera_info: CameraInfoSubscription) -> None:
        self._node, self._camera_info = node, camera_info
        self._transforms: CameraTransforms | None = None
        self._on_masks, self._on_frames = FittingMapper(), FittingMapper()
        self._seed: tuple[GroundMapper, float, Polygon] | None = None

    def hear(self, is_tf_needed: bool) -> None:
        """
        Hear TF, or hear it no more; on the executor's thread.

        :param is_tf_needed: whether nothing else tells the mounting.
        """
        transforms = self._transforms
        if is_tf_needed and transforms is None:
            self._transforms = open_transforms(self._node)
        elif not is_tf_needed and transforms is not None:
            self._transforms = None
            transforms.close()

    def mapper(
        self,
        parameters: GroundParameters,
        header: Header,
        frame_size: tuple[int, int],
        grid_size: tuple[int, int],
    ) -> GroundMapper:
        """
        Give the mapper for a frame's masks.

        :param parameters: of the node.
        :param header: of the frame.
        :param frame_size: its (width, height) [px].
        :param grid_size: (width, height) of its masks [px].
        :raises SegNodeError: if calibration or mounting are not known, or show no ground.
        """
        return self._fit(self._on_masks, parameters, header, frame_size, grid_size)

    def seed(
        self, parameters: GroundParameters, header: Header, frame_size: tuple[int, int]
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
        header: Header,
        frame_size: tuple[int, int],
        grid_size: tuple[int, int],
    ) -> GroundMapper:
        mount, settings = self._mount(parameters, header), parameters.ground_settings()
        try:
            info = self._camera_info.require()
            return fitting.fit(info, frame_size, grid_size, mount, settings)
        except CameraInfoError as error:
            raise CameraInfoError(f'{self._camera_info.topic}: {error}') from error

    def _mount(self, parameters: GroundParameters, header: Header) -> CameraMount:
        mount, transforms = parameters.camera_mount(), self._transforms
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
