# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which pixel sees which direction: a CameraInfo's intrinsics and distortion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from seg_node.core.errors import CameraInfoError

# A pixel is kept if its direction leads back to it; OpenCV's iteration may have gone astray.
_MAX_ROUND_TRIP_PX = 0.1
# In units of the image's side; a fisheye that sees all around has 0.16.
_LEAST_FOCAL_LENGTH = 0.05
_ITERATION = (cv2.TERM_CRITERIA_COUNT + cv2.TERM_CRITERIA_EPS, 50, 1e-9)


class Lens:
    """
    A camera that maps directions to pixels and back.

    Directions are in the optical frame: x right, y down, z forward. Pixel
    (0, 0) is the centre of the first pixel.

    :param size: (width, height) of the image [px].
    :param k: (3, 3) intrinsic matrix.
    :param model: of the distortion: 'plumb_bob', 'rational_polynomial' or 'equidistant' (OpenCV's
        fisheye), as in a CameraInfo; any where ``d`` is empty or zero.
    :param d: its coefficients.
    :raises CameraInfoError: if the camera is not calibrated, or its model is unknown or has
        another number of coefficients.
    """

    def __init__(
        self, size: tuple[int, int], k: np.ndarray, model: str = '', d: Sequence[float] = ()
    ) -> None:
        self.size = size
        self._k = np.asarray(k, float).reshape(3, 3)
        if not (self._k[0, 0] > 0 and self._k[1, 1] > 0):
            raise CameraInfoError(
                f'camera_info has focal lengths of {self._k[0, 0]:g} and {self._k[1, 1]:g}: '
                'calibrate the camera, so that its driver publishes K'
            )
        if not min(self._k[0, 0] / size[0], self._k[1, 1] / size[1]) > _LEAST_FOCAL_LENGTH:
            raise CameraInfoError(
                f'camera_info has focal lengths of {self._k[0, 0]:g} and {self._k[1, 1]:g} for '
                f'{size[0]}x{size[1]} pixels: give K in pixels of the image'
            )
        coefficients = np.asarray(d, float)
        self._distortion = _distortion(model, coefficients)
        self._reach = self._find_reach()

    @property
    def focal_length(self) -> float:
        """Focal length along a column [px]."""
        return float(self._k[1, 1])

    @property
    def is_distorted(self) -> bool:
        """Whether straight lines are bent."""
        return self._distortion is not None

    def directions(self, pixels: np.ndarray) -> np.ndarray:
        """
        Give the direction that a pixel sees.

        :param pixels: (N, 2) columns and rows [px], also between pixels.
        :returns: (N, 3) float64 of length 1; NaN where the distortion reaches no such pixel.
        """
        centre, focal = self._k[:2, 2], self._k[[0, 1], [0, 1]]
        plane = (np.asarray(pixels, float) - centre) / focal
        if self._distortion is None:
            return _unit(plane)
        directions = self._distortion.undo(plane)
        again = self._distortion.apply(directions)
        is_astray = ~(np.abs((again - plane) * focal).max(axis=1) < _MAX_ROUND_TRIP_PX)
        directions[is_astray] = np.nan
        return directions

    def pixels(self, directions: np.ndarray) -> np.ndarray:
        """
        Give the pixel that sees a direction.

        :param directions: (N, 3) of any length but zero.
        :returns: (N, 2) columns and rows [px], float of the same precision; NaN where the lens
            does not see, which may be a pixel outside the image too.
        """
        precision = directions.dtype if directions.dtype == np.float32 else np.float64
        if self._distortion is None:
            plane = _before(directions)
        else:
            plane = self._distortion.apply(directions)
            # Beyond its edge a distortion folds back, and would show what is not in the image.
            plane *= np.where(_cosines(directions) >= self._reach, 1, np.nan)[:, None]
        focal, centre = self._k[[0, 1], [0, 1]], self._k[:2, 2]
        return (plane * focal.astype(precision) + centre.astype(precision)).astype(precision)

    def edge_pixels(self) -> np.ndarray:
        """List the pixels at the image's edge, (N, 2) columns and rows [px]."""
        width, height = self.size
        edge = np.zeros((height, width), np.uint8)
        cv2.rectangle(edge, (0, 0), (width - 1, height - 1), 1)
        rows, columns = np.nonzero(edge)
        return np.column_stack((columns, rows)).astype(float)

    def _find_reach(self) -> float:
        """Find the cosine of the widest angle from the axis that the image's edge sees."""
        if self._distortion is None:
            return 0.0
        seen = self.directions(self.edge_pixels())
        if np.isnan(seen[:, 2]).all():
            raise CameraInfoError(
                'camera_info has a distortion that reaches no edge of the image: calibrate anew'
            )
        # Half a pixel beyond the outermost centres is still in the image.
        return float(np.cos(np.arccos(np.nanmin(seen[:, 2])) + 1.0 / self.focal_length))


class _RadialTangential:
    """OpenCV's own distortion, which ROS calls plumb_bob or rational by the number of terms."""

    def __init__(self, d: np.ndarray) -> None:
        if d[12:].any():
            raise CameraInfoError(
                f'camera_info has a tilted sensor ({d[12:].tolist()} at the end of D): calibrate '
                'without it, or send rectified frames'
            )
        self._d = np.pad(d, (0, 14 - len(d)))

    def apply(self, directions: np.ndarray) -> np.ndarray:
        plane = _before(directions)
        x, y = plane.T
        k1, k2, p1, p2, k3, k4, k5, k6, s1, s2, s3, s4, *_ = self._d.astype(x.dtype)
        r2 = x * x + y * y
        radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3))
        if k4 or k5 or k6:
            radial /= 1 + r2 * (k4 + r2 * (k5 + r2 * k6))
        xy = 2 * x * y
        return np.stack(
            (
                x * radial + p1 * xy + p2 * (r2 + 2 * x * x) + r2 * (s1 + r2 * s2),
                y * radial + p2 * xy + p1 * (r2 + 2 * y * y) + r2 * (s3 + r2 * s4),
            )
        ).T

    def undo(self, plane: np.ndarray) -> np.ndarray:
        undistorted = cv2.undistortPointsIter(
            plane[:, None], np.eye(3), self._d, np.eye(3), np.eye(3), _ITERATION
        )
        return _unit(undistorted[:, 0])


class _Equidistant:
    """OpenCV's fisheye: theta (1 + k1 theta^2 + k2 theta^4 + ...) from the image's centre."""

    def __init__(self, d: np.ndarray) -> None:
        self._d = d

    def _bend(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the distorted angle and its slope."""
        k1, k2, k3, k4 = self._d.astype(theta.dtype)
        t2 = theta * theta
        bent = theta * (1 + t2 * (k1 + t2 * (k2 + t2 * (k3 + t2 * k4))))
        slope = 1 + t2 * (3 * k1 + t2 * (5 * k2 + t2 * (7 * k3 + t2 * 9 * k4)))
        return bent, slope

    def apply(self, directions: np.ndarray) -> np.ndarray:
        x, y, z = directions.T
        across = np.hypot(x, y)
        bent, _ = self._bend(np.arctan2(across, z))
        with np.errstate(invalid='ignore', divide='ignore'):
            scale = np.where(across > 0, bent / across, 0)
        return directions[:, :2] * scale[:, None]

    def undo(self, plane: np.ndarray) -> np.ndarray:
        bent = np.hypot(*plane.T)
        theta = np.minimum(bent, np.pi / 2)
        for _ in range(20):  # Newton's rule; those that do not meet are left out by the caller
            value, slope = self._bend(theta)
            theta = np.clip(theta - (value - bent) / np.maximum(slope, 1e-3), 0, np.pi)
        with np.errstate(invalid='ignore', divide='ignore'):
            scale = np.where(bent > 0, np.sin(theta) / bent, 1)
        return np.column_stack((plane * scale[:, None], np.cos(theta)))


_MODELS: dict[str, tuple[Callable[[np.ndarray], _RadialTangential | _Equidistant], tuple]] = {
    'plumb_bob': (_RadialTangential, (4, 5)),
    'rational_polynomial': (_RadialTangential, (8, 12, 14)),
    'equidistant': (_Equidistant, (4,)),
}


def _distortion(model: str, d: np.ndarray) -> _RadialTangential | _Equidistant | None:
    if not np.isfinite(d).all():
        raise CameraInfoError(f'camera_info has {d.tolist()} in D: calibrate the camera')
    # The equidistant model bends with zeros, too.
    if model != 'equidistant' and not d.any():
        return None
    if model not in _MODELS:
        raise CameraInfoError(
            f"camera_info has the distortion model '{model}': calibrate with one of "
            f'{", ".join(_MODELS)}, or send rectified frames'
        )
    make, counts = _MODELS[model]
    if len(d) not in counts:
        raise CameraInfoError(
            f'camera_info has {len(d)} coefficients in D, and {model} has '
            f'{" or ".join(map(str, counts))}: calibrate the camera anew'
        )
    return make(d)


def _unit(plane: np.ndarray) -> np.ndarray:
    """Give the directions to points of the plane z = 1."""
    directions = np.column_stack((plane, np.ones(len(plane))))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def _before(directions: np.ndarray) -> np.ndarray:
    """Meet the plane z = 1, NaN for what lies behind it."""
    depth = np.where(directions[:, 2:] > 0, directions[:, 2:], np.nan)
    return directions[:, :2] / depth


def _cosines(directions: np.ndarray) -> np.ndarray:
    """Give the cosine of the angle from the optical axis."""
    return directions[:, 2] / np.sqrt(np.einsum('ij,ij->i', directions, directions))
