# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How the camera sits on the robot, and how the robot leans over the ground."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin
from typing import NamedTuple

import numpy as np

from seg_node.core.errors import ConfigurationError

_MAX_M = 1000


class Tilt(NamedTuple):
    """
    How ``base_link`` leans over the ground, turned about x, then y (REP-103).

    :param roll: [rad], positive lowers the right side.
    :param pitch: [rad], positive lowers the nose.
    """

    roll: float = 0.0
    pitch: float = 0.0


LEVEL = Tilt()
"""Of a robot that does not lean."""


@dataclass(frozen=True)
class CameraMount:
    """
    Where the camera's optical frame is in ``base_link``.

    :param position: (3,) x, y, z of the optical centre [m].
    :param rotation: (3, 3) that takes optical axes (x right, y down, z forward) to those of
        ``base_link`` (x forward, y left, z up).
    :raises ConfigurationError: if it is no position or no rotation.
    """

    position: np.ndarray
    rotation: np.ndarray

    def __post_init__(self) -> None:
        # No robot is larger.
        if self.position.shape != (3,) or not (abs(self.position) < _MAX_M).all():
            raise ConfigurationError(
                f'the camera is at {self.position.tolist()} in base_frame: give x, y, z in metres'
            )
        rotation = self.rotation
        is_rotation = rotation.shape == (3, 3) and np.allclose(
            rotation @ rotation.T, np.eye(3), atol=1e-3
        )
        if not is_rotation or np.linalg.det(rotation) < 0:
            raise ConfigurationError(
                f'the camera is turned by {rotation.tolist()} in base_frame, which is no '
                'rotation: check the transform between the two'
            )

    @classmethod
    def from_angles(
        cls, position: tuple[float, float, float], angles: tuple[float, float, float]
    ) -> CameraMount:
        """
        Build it from what ``static_transform_publisher`` takes.

        :param position: x, y, z [m].
        :param angles: roll, pitch, yaw of the optical frame [rad], turned about the fixed x, y
            and z in this order; (-pi / 2, 0, -pi / 2) looks straight ahead.
        """
        roll, pitch, yaw = angles
        return cls(np.array(position, float), _about_z(yaw) @ _about_y(pitch) @ _about_x(roll))

    @classmethod
    def from_quaternion(
        cls,
        position: tuple[float, float, float],
        quaternion: tuple[float, float, float, float],
    ) -> CameraMount:
        """
        Build it from a transform.

        :param position: x, y, z [m].
        :param quaternion: x, y, z, w, of any length but zero.
        """
        return cls(np.array(position, float), rotation_of(quaternion))


def rotation_of(quaternion: tuple[float, float, float, float]) -> np.ndarray:
    """
    Turn a quaternion into a matrix.

    :param quaternion: x, y, z, w, of any length but zero.
    :returns: (3, 3) float64.
    :raises ConfigurationError: if it is zero or not finite.
    """
    q = np.array(quaternion, float)
    length = np.linalg.norm(q)
    if not (np.isfinite(length) and length > 1e-6):
        raise ConfigurationError(
            f'the quaternion is {q.tolist()}, which is no orientation: check who publishes it'
        )
    *vector, w = q / length
    x, y, z = vector
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + 2 * w * cross + 2 * cross @ cross


def tilt_of(rotation: np.ndarray) -> Tilt:
    """
    Give how axes lean against a vertical, whatever their heading.

    :param rotation: (3, 3) that takes them to axes whose z is up.
    """
    up = rotation[2]  # in the axes that lean
    return Tilt(
        roll=float(np.arctan2(up[1], up[2])),
        pitch=float(-np.arcsin(np.clip(up[0], -1, 1))),
    )


def levelling(tilt: Tilt) -> np.ndarray:
    """
    Build the rotation that takes ``base_link`` to axes of the same heading whose z is up.

    :returns: (3, 3) float64.
    """
    return _about_y(tilt.pitch) @ _about_x(tilt.roll)


def _about_x(angle: float) -> np.ndarray:
    return np.array([[1, 0, 0], [0, cos(angle), -sin(angle)], [0, sin(angle), cos(angle)]])


def _about_y(angle: float) -> np.ndarray:
    return np.array([[cos(angle), 0, sin(angle)], [0, 1, 0], [-sin(angle), 0, cos(angle)]])


def _about_z(angle: float) -> np.ndarray:
    return np.array([[cos(angle), -sin(angle), 0], [sin(angle), cos(angle), 0], [0, 0, 1]])
