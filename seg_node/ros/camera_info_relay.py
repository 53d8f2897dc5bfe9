# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The camera's calibration, in and out."""

from __future__ import annotations

from rclpy.lifecycle import LifecycleNode
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from seg_node.core.camera_info import intrinsics_on_grid
from seg_node.core.errors import CameraInfoError
from seg_node.ros.camera_info_subscription import CameraInfoSubscription
from seg_node.ros.lifecycle_output import LifecycleOutput

_WARNING_PERIOD_S = 5.0


class CameraInfoRelay(LifecycleOutput):
    """
    Hears ``camera_info`` and publishes it for the masks' grid, as ``segmentation/camera_info``.

    The newest message is kept for good: calibration does not change, so it
    holds for frames that come long after it.

    :param node: that subscribes and publishes.
    """

    def __init__(self, node: LifecycleNode) -> None:
        super().__init__(node, CameraInfo, 'segmentation/camera_info')
        self.camera = CameraInfoSubscription(node, 'camera_info')
        """Hears the camera."""
        self._fault: str | None = None

    @property
    def fault(self) -> str | None:
        """Why the last frame had none, if somebody listens, or None."""
        return self._fault if self.has_subscribers else None

    @property
    def is_distorted(self) -> bool | None:
        """Whether the camera's lens bends straight lines, or None if no message came yet."""
        newest = self.camera.newest
        return None if newest is None else any(newest.d)

    def subscribe(self) -> None:
        """Hear the camera."""
        self.camera.start()

    def unsubscribe(self) -> None:
        """Hear the camera no more; what it last said is kept."""
        self.camera.stop()

    def destroy(self) -> None:
        """End subscription and publisher."""
        self.unsubscribe()
        super().destroy()

    def publish(
        self, frame_size: tuple[int, int], grid_size: tuple[int, int], header: Header
    ) -> None:
        """
        Publish the calibration of a frame's masks, or warn that there is none.

        :param frame_size: (width, height) of the camera's frame [px].
        :param grid_size: (width, height) of its masks [px].
        :param header: of the frame.
        """
        try:
            self.send(self._on_grid(frame_size, grid_size, header))
            self._fault = None
        except CameraInfoError as error:
            self._fault = f'{self.camera.topic}: {error}'
            self._node.get_logger().warning(self._fault, throttle_duration_sec=_WARNING_PERIOD_S)

    def _on_grid(
        self, frame_size: tuple[int, int], grid_size: tuple[int, int], header: Header
    ) -> CameraInfo:
        newest = self.camera.require()
        intrinsics = intrinsics_on_grid(newest, frame_size, grid_size)
        width, height = grid_size
        return CameraInfo(
            header=header,
            width=width,
            height=height,
            distortion_model=newest.distortion_model,
            d=newest.d,
            k=intrinsics.k,
            r=newest.r,
            p=intrinsics.p,
        )
