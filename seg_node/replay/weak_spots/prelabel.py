# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a model makes of a frame, as a start for whoever labels it."""

from __future__ import annotations

import numpy as np

from seg_node.core.label_set import UNLABELLED
from seg_node.core.pipeline import SegmentedFrame
from seg_node.core.resizing import resize_nearest


def prelabel(segmented: SegmentedFrame, least_confidence: float) -> np.ndarray:
    """
    Give the model's classes where it is sure of them, at the frame's own size.

    :param segmented: the frame.
    :param least_confidence: of a pixel that gets a class, in [0, 1].
    :returns: (H, W) uint8 class ids of the model, 255 elsewhere.
    """
    is_sure = segmented.confidence >= 255 * least_confidence
    labels = np.where(is_sure, segmented.labels, np.uint8(UNLABELLED))
    return resize_nearest(labels, segmented.frame_size)
