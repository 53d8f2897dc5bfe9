# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a backend says about one frame."""

from dataclasses import dataclass

import numpy as np


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
