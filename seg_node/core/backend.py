# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The one contract between whoever needs maps and whatever runs the net."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from seg_node.core.maps import SegmentationMaps
from seg_node.core.model_spec import ModelSpec


class Backend(Protocol):
    """A model loaded on one device and ready to run."""

    spec: ModelSpec

    @property
    def description(self) -> str:
        """Name the runtime, its version and the device, for people."""
        ...

    @property
    def precision(self) -> str:
        """Name what the net computes in, as ``ModelSpec.name_precision`` does."""
        ...

    def network_size(self, frame_size: tuple[int, int]) -> tuple[int, int]:
        """
        Say at which size a frame is segmented.

        :param frame_size: (width, height) of the camera's frames [px].
        :returns: (width, height) of the network's input [px].
        """
        ...

    def infer(
        self, frames: Sequence[np.ndarray], class_sets: np.ndarray
    ) -> list[SegmentationMaps]:
        """
        Segment frames of one camera.

        :param frames: each (H, W, 3) uint8 RGB, all of one size.
        :param class_sets: (K, C) float32, 1 where a class is in the set.
        :returns: one ``SegmentationMaps`` per frame; the next call never
            overwrites their arrays.
        :raises BackendError: if the runtime fails or the frames differ in size.
        """
        ...

    def close(self) -> None:
        """Give back what the model holds; later calls of ``infer`` are errors."""
        ...
