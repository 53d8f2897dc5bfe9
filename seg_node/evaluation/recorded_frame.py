# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""One frame with everything that left the node for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RecordedFrame:
    """
    All messages of one stamp.

    :param image: (H, W, 3) uint8 RGB, what the camera sent.
    :param mask: (h, w) uint8 class ids.
    :param confidence: (h, w) uint8.
    :param drivable_area: (h, w) uint8, 255 where drivable.
    :param overlay: (H, W, 3) uint8 RGB.
    :param truth: (H, W) uint8 class ids, or None.
    """

    image: np.ndarray
    mask: np.ndarray
    confidence: np.ndarray
    drivable_area: np.ndarray
    overlay: np.ndarray
    truth: np.ndarray | None = None
