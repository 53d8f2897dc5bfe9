# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The camera's calibration, in and out."""

from __future__ import annotations

from rclpy.lifecycle import LifecycleNode
from rclpy.qos import qos_profile_sensor_data
from rclpy.subscription import Subscription
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from seg_node.core.camera_info import intrinsics_on_grid
from seg_node.core.errors import CameraInfoError
from seg_node.ros.lifecycle_output import LifecycleOutput

_WARNING_PERIOD_S = 5.0


class CameraInfoRelay(LifecycleOutput):
    """
    Hears ``camera_info`` and publishes it for the masks' grid, as ``segmentation/camera_info``.

    The newest message is kept for good: calibration does not change, so it
    holds for frames that come long after it. Messages are small, so that best
    effort loses none, and it hears every publisher.

    :param node: that subscribes and publishes.
    """

    def __init__(self, node: LifecycleNode) -> None:
        super().__init__(node, CameraInfo, 'segmentation/camera_info')
        self.topic: str = node.resolve_topic_name('camera_info')
        """Full name of what is heard."""
        self._subscription: Subscription | None = None
        self._newest: CameraInfo | None = None
        self._fault: str | None = None

    @property
    def fault(self) -> str | None:
        """Why the last frame had none, if somebody listens, or None."""
        return self._fault if self.has_subscribers else None

    def newest(self) -> CameraInfo:
        """
        Give the camera's newest message.

        :raises CameraInfoError: if there was none.
        """
        if self._newest is None:
            raise CameraInfoError('no message yet: remap camera_info to that of the camera')
        return self._newest

    def subscribe(self) -> None:
        """Hear the camera."""
        self._subscription = self._node.create_subscription(
            CameraInfo, 'camera_info', self._keep, qos_profile_sensor_data
        )

    def unsubscribe(self) -> None:
        """Hear the camera no more; what it last said is kept."""
        if self._subscription is not None:
            self._node.destroy_subscription(self._subscription)
            self._subscription = None

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
            self._fault = f'{self.topic}: {error}'
            self._node.get_logger().warning(self._fault, throttle_duration_sec=_WARNING_PERIOD_S)

    def _keep(self, message: CameraInfo) -> None:
        self._newest = message

    def _on_grid(
        self, frame_size: tuple[int, int], grid_size: tuple[int, int], header: Header
    ) -> CameraInfo:
        newest = self.newest()
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
