# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A camera at its pose: exact maps between the world, its planes and the pixels."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.core.camera_geometry import CameraPose, PinholeCamera

NEAR_M = 0.3
"""What is nearer than this along the optical axis is cut away [m]."""

_OPTICAL_FROM_BODY = np.array([[0, -1, 0], [0, 0, -1], [1, 0, 0]], float)


def body_rotation(pose: CameraPose) -> np.ndarray:
    """
    Build the rotation that takes body axes (x forward, y left, z up) to the world.

    :returns: (3, 3) float64.
    """
    (sy, cy), (sp, cp), (sr, cr) = (
        (np.sin(angle), np.cos(angle)) for angle in (pose.yaw, pose.pitch, pose.roll)
    )
    yaw = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]])
    pitch = np.array([[cp, 0, sp], [0, 1, 0], [-sp, 0, cp]])
    roll = np.array([[1, 0, 0], [0, cr, -sr], [0, sr, cr]])
    return yaw @ pitch @ roll


class View:
    """
    What one frame is seen through.

    :param camera: the pinhole.
    :param pose: where it is in the world.
    """

    def __init__(self, camera: PinholeCamera, pose: CameraPose) -> None:
        self.camera = camera
        self.pose = pose
        self.position = np.array([pose.x, pose.y, pose.z])
        self.intrinsics = camera.matrix
        self.rotation = _OPTICAL_FROM_BODY @ body_rotation(pose).T

    def to_optical(self, points: np.ndarray) -> np.ndarray:
        """
        Express world points in the optical frame.

        :param points: (N, 3) [m].
        :returns: (N, 3) [m]; the last column is the depth.
        """
        return (points - self.position) @ self.rotation.T

    def pixels(self, optical: np.ndarray) -> np.ndarray:
        """
        Project points that lie before the camera.

        :param optical: (N, 3) in the optical frame [m].
        :returns: (N, 2) columns and rows [px].
        """
        scaled = optical[:, :2] / optical[:, 2:]
        return scaled * (self.camera.fx, self.camera.fy) + (self.camera.cx, self.camera.cy)

    def project_polygon(self, points: np.ndarray) -> np.ndarray:
        """
        Project a polygon, cut at the near plane.

        :param points: (N, 3) in the world [m].
        :returns: (M, 2) [px]; M is 0 when all of it is behind the near plane.
        """
        return self.pixels(clip_near(self.to_optical(points)))

    def plane_homography(self, origin: np.ndarray, axes: np.ndarray) -> np.ndarray:
        """
        Map metric coordinates on a plane to homogeneous pixels.

        The third homogeneous coordinate is the depth [m].

        :param origin: (3,) point of the plane with the coordinates (0, 0) [m].
        :param axes: (2, 3) unit vectors of its two coordinates.
        :returns: (3, 3) float64.
        """
        frame = np.column_stack((axes[0], axes[1], origin - self.position))
        return self.intrinsics @ self.rotation @ frame

    def ground_homography(self) -> np.ndarray:
        """Map (x, y, 1) on the ground z = 0 to homogeneous pixels, (3, 3) float64."""
        return self.plane_homography(np.zeros(3), np.eye(3)[:2])

    def horizon_row(self) -> float:
        """Find the least row that the horizon reaches inside the picture [px]."""
        normal = self.rotation @ (0.0, 0.0, 1.0)
        columns = (np.array([0.0, self.camera.width - 1]) - self.camera.cx) / self.camera.fx
        rows = -(normal[0] * columns + normal[2]) / normal[1]
        return float((rows * self.camera.fy + self.camera.cy).min())


def clip_near(polygon: np.ndarray) -> np.ndarray:
    """
    Cut a polygon at the near plane (Sutherland and Hodgman's rule).

    :param polygon: (N, 3) in the optical frame [m].
    :returns: (M, 3), every depth at least ``NEAR_M``.
    """
    if polygon[:, 2].min() >= NEAR_M:
        return polygon
    kept = []
    for start, end in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if start[2] >= NEAR_M:
            kept.append(start)
        if (start[2] >= NEAR_M) != (end[2] >= NEAR_M):
            kept.append(start + (end - start) * (NEAR_M - start[2]) / (end[2] - start[2]))
    return np.array(kept).reshape(-1, 3)


def convex_hull(points: np.ndarray) -> np.ndarray:
    """
    Find the convex hull of points in a plane.

    :param points: (N, 2).
    :returns: (M, 2) float64, in order around the hull.
    """
    return cv2.convexHull(points.astype(np.float32))[:, 0].astype(float)
