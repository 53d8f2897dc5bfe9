# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The lens of a camera, on the grid of its masks."""

from __future__ import annotations

import numpy as np

from seg_node.core.camera_info import CameraInfoMessage, intrinsics_on_grid
from seg_node.core.errors import CameraInfoError
from seg_node.core.lens import Lens


def lens_on_grid(
    info: CameraInfoMessage,
    frame_size: tuple[int, int],
    grid_size: tuple[int, int],
    is_rectified: bool,
) -> Lens:
    """
    Make the lens that the pixels of a frame's masks are seen through.

    :param info: of the camera.
    :param frame_size: (width, height) of the camera's frame [px].
    :param grid_size: (width, height) of its masks [px].
    :param is_rectified: whether frames were rectified, so that P holds and D does not.
    :raises CameraInfoError: if it does not belong to the frame, or no lens follows from it.
    """
    intrinsics = intrinsics_on_grid(info, frame_size, grid_size)
    if is_rectified:
        p = np.reshape(intrinsics.p, (3, 4))[:, :3]
        if not p.any():
            raise CameraInfoError(
                'camera_info has a P of zeros, and image_is_rectified is true: calibrate the '
                'camera, or set it to false if frames are as the sensor gives them'
            )
        return Lens(grid_size, p)
    return Lens(grid_size, np.array(intrinsics.k), info.distortion_model, info.d)
