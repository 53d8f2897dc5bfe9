# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How much of a frame is wrong by the model's own account."""

from __future__ import annotations

import cv2
import numpy as np


def doubt(confidence: np.ndarray) -> float:
    """
    Give the share of pixels that a calibrated model expects to have got wrong.

    :param confidence: (H, W) uint8, 255 stands for 1.
    :returns: in [0, 1].
    """
    return 1 - cv2.mean(confidence)[0] / 255


def drivable_doubt(probability: np.ndarray) -> float:
    """
    Give the share of pixels that are expected to be wrongly drivable or wrongly not.

    :param probability: (h, w) uint8 of the class set ``drivable``, 255 stands for 1.
    :returns: in [0, 0.5].
    """
    return cv2.mean(cv2.min(probability, cv2.bitwise_not(probability)))[0] / 255
