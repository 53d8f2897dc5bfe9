# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The ground mapper that fits a camera as it is now."""

from __future__ import annotations

from typing import Any

from seg_node.core.camera_info import CameraInfoMessage
from seg_node.core.camera_mount import CameraMount
from seg_node.core.grid_lens import lens_on_grid
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_settings import GroundSettings


class FittingMapper:
    """Makes a mapper anew only where calibration, size, mounting or settings changed."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] = ()
        self._mapper: GroundMapper | None = None

    def fit(
        self,
        info: CameraInfoMessage,
        frame_size: tuple[int, int],
        grid_size: tuple[int, int],
        mount: CameraMount,
        settings: GroundSettings,
    ) -> GroundMapper:
        """
        Give the mapper for a frame.

        :param info: of its camera.
        :param frame_size: its (width, height) [px].
        :param grid_size: (width, height) of its masks [px].
        :param mount: of its camera.
        :param settings: of the ground outputs.
        :raises CameraInfoError: if the calibration does not do.
        :raises MountingError: if the mounting does not.
        """
        region = info.roi
        key = (
            (info.width, info.height, info.distortion_model, *info.d, *info.k, *info.p),
            (info.binning_x, info.binning_y, region.x_offset, region.y_offset),
            (region.width, region.height, frame_size, grid_size),
            (*mount.position.tolist(), *mount.rotation.ravel().tolist(), settings),
        )
        if self._mapper is None or key != self._key:
            lens = lens_on_grid(info, frame_size, grid_size, settings.is_rectified)
            self._mapper = GroundMapper(lens, mount, settings)
            self._key = key
        return self._mapper
