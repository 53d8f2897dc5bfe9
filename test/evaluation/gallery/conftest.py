# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a pipeline makes of a net's answer that a test has chosen."""

import numpy as np
import pytest

from seg_node.core.maps import SegmentationMaps
from seg_node.core.pipeline import PipelineSettings, SegmentedFrame
from seg_node.core.published_classes import PublishedClasses
from seg_node.core.risk_limit import ChosenThreshold


@pytest.fixture
def segment(camvid):
    """Give the outputs for labels that were found with one confidence; Road is drivable."""

    def segment(labels, confidence=255):
        road = (labels == camvid.names.index('Road')) * np.uint8(255)
        maps = SegmentationMaps(labels, np.full_like(labels, confidence), road[None])
        settings = PipelineSettings(class_sets={'drivable': ('Road',)})
        image = np.zeros((*labels.shape, 3), np.uint8)
        published, chosen = PublishedClasses(camvid), ChosenThreshold(0.5)
        return SegmentedFrame(image, maps, settings, published, camvid.palette, chosen)

    return segment
