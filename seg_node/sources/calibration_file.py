# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A camera's calibration as ROS's calibrators and drivers keep it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ConfigurationError
from seg_node.core.yaml_file import read_yaml

_MATRICES = {'camera_matrix': 9, 'rectification_matrix': 9, 'projection_matrix': 12}


class Calibration(NamedTuple):
    """
    What a CameraInfo tells of a whole image.

    :param size: its width and height [px].
    :param distortion_model: e.g. ``plumb_bob``.
    :param d: coefficients of the distortion, (N,) float64.
    :param k: intrinsics of the raw image, (9,) float64, row by row.
    :param r: rotation that rectifies, (9,) float64.
    :param p: projection of the rectified image, (12,) float64.
    """

    size: tuple[int, int]
    distortion_model: str
    d: np.ndarray
    k: np.ndarray
    r: np.ndarray
    p: np.ndarray


def pinhole_calibration(camera: PinholeCamera) -> Calibration:
    """Describe a camera without distortion."""
    k = camera.matrix
    p = np.column_stack([k, np.zeros(3)])
    size = camera.width, camera.height
    return Calibration(size, 'plumb_bob', np.zeros(5), k.ravel(), np.eye(3).ravel(), p.ravel())


def read_calibration(path: Path) -> Calibration:
    """
    Read a YAML file of camera_calibration_parsers, as cameras keep it in ``camera_info/``.

    :raises ConfigurationError: if it is none.
    """
    content = read_yaml(path)
    try:
        k, r, p = (_numbers(content, name, count) for name, count in _MATRICES.items())
        size = int(content['image_width']), int(content['image_height'])
        d = _numbers(content, 'distortion_coefficients')
        return Calibration(size, str(content['distortion_model']), d, k, r, p)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f'{path} is no calibration ({error!r}): give a YAML file with image_width, '
            f'image_height, distortion_model, distortion_coefficients, {", ".join(_MATRICES)}, as '
            'camera_calibration writes it'
        ) from error


def _numbers(content: Any, name: str, count: int | None = None) -> np.ndarray:
    numbers = np.array(content[name]['data'], float)
    if numbers.ndim != 1 or count not in (None, numbers.size) or not np.isfinite(numbers).all():
        raise ValueError(f'{name} holds no {count or ""} numbers')
    return numbers
