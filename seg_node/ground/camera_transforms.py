# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where the camera is on the robot, by TF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from seg_node.core.camera_mount import CameraMount
from seg_node.core.errors import ConfigurationError, MountingError
from seg_node.core.stamp_order import header_stamp_ns

Quaternion = tuple[float, float, float, float]
"""x, y, z, w."""


class Transform(NamedTuple):
    """
    Where a frame is in another one.

    :param place: x, y, z [m].
    :param turn: x, y, z, w of a unit quaternion.
    :param stamp_ns: when it was so [ns].
    """

    place: tuple[float, float, float]
    turn: Quaternion
    stamp_ns: int

    @classmethod
    def from_message(cls, message: Any) -> Transform:
        """Read the fields of a geometry_msgs/TransformStamped."""
        place, turn = message.transform.translation, message.transform.rotation
        return cls(
            (place.x, place.y, place.z),
            (turn.x, turn.y, turn.z, turn.w),
            header_stamp_ns(message),
        )


LookUp = Callable[[str, str, int], Transform | None]
"""
Of target frame, source frame and time [ns]: where the source is in the target, or None.

At time 0 that is asked for which is known last.
"""


class CameraTransforms:
    """
    Finds the camera's optical frame in the robot's.

    :param look_up: that knows transforms.
    """

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up

    def mount(self, base: str, camera: str, stamp_ns: int, max_gap_s: float) -> CameraMount:
        """
        Give where the camera was at the time of a frame.

        :param base: frame of the robot.
        :param camera: optical frame of the camera.
        :param stamp_ns: of the frame [ns].
        :param max_gap_s: that a transform may be older than the frame [s].
        :raises MountingError: if TF does not tell.
        """
        if not camera:
            raise MountingError(
                'frames have no frame_id: set it in the camera driver, or set camera_pose'
            )
        transform = self._look_up(base, camera, max(stamp_ns, 0))
        if transform is None:
            transform = self._newest(base, camera, stamp_ns, max_gap_s)
        try:
            return CameraMount.from_quaternion(transform.place, transform.turn)
        except ConfigurationError as error:
            raise MountingError(f"TF from '{camera}' to '{base}': {error}") from error

    def _newest(self, base: str, camera: str, stamp_ns: int, max_gap_s: float) -> Transform:
        transform = self._look_up(base, camera, 0)
        if transform is None:
            raise MountingError(
                f"TF has no transform from '{camera}' to '{base}': publish the robot's "
                'description, correct base_frame, or set camera_pose'
            )
        gap_s = abs(stamp_ns - transform.stamp_ns) / 1e9
        if gap_s > max_gap_s:
            raise MountingError(
                f"the transform from '{camera}' to '{base}' is {gap_s:.2f} s from the frame: "
                'check who publishes it and the clocks, or raise motion_max_gap_s'
            )
        return transform
