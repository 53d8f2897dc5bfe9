# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a node published of a frame, for all who look at what a pipeline made of one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from seg_node.core.drivable_area import DrivableArea
from seg_node.core.label_set import LabelSet
from seg_node.core.maps import SegmentationMaps
from seg_node.core.pipeline import PipelineSettings, SegmentedFrame
from seg_node.core.published_classes import PublishedClasses
from seg_node.core.risk_limit import ChosenThreshold


class PublishedFrame(SegmentedFrame):
    """
    Mask, confidence and drivable area as they came, and the overlay of them; no class sets.

    :param image: (H, W, 3) uint8 RGB, that was sent.
    :param outputs: ``mask``, ``confidence`` and ``drivable_area``, each (h, w) uint8.
    :param labels: what the ids of the mask stand for.
    """

    def __init__(
        self, image: np.ndarray, outputs: Mapping[str, np.ndarray], labels: LabelSet
    ) -> None:
        mask, confidence = outputs['mask'], outputs['confidence']
        none = np.empty((0, *mask.shape), np.uint8)
        super().__init__(
            image,
            SegmentationMaps(mask, confidence, none),
            PipelineSettings(),
            PublishedClasses(labels),
            labels.palette,
            ChosenThreshold(0.0),
        )
        area = outputs['drivable_area']
        self._drivable = DrivableArea(area, bool(area.any()))
