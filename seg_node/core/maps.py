# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a backend says about one frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from seg_node.core.resizing import resize_nearest


@dataclass(frozen=True)
class SegmentationMaps:
    """
    The maps of one frame; the arrays belong to whoever asked for them.

    Labels and confidence have the output size, ready to publish. Set
    probabilities stay on the coarser grid that the net computed, because the
    drivable area is decided there and only its result is enlarged.

    :param labels: (H, W) uint8 class ids.
    :param confidence: (H, W) uint8, round(255 * calibrated probability of the label).
    :param set_probability: (K, h, w) uint8, round(255 * probability of the set).
    """

    labels: np.ndarray
    confidence: np.ndarray
    set_probability: np.ndarray

    def resized(self, size: tuple[int, int]) -> SegmentationMaps:
        """
        Give labels and confidence another size, by the formula that backends use.

        :param size: their (width, height) then [px].
        """
        return replace(
            self,
            labels=resize_nearest(self.labels, size),
            confidence=resize_nearest(self.confidence, size),
        )
