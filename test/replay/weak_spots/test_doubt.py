# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The scores of a single frame, against the arithmetic of their definition."""

import numpy as np
import pytest

from seg_node.replay.weak_spots.doubt import doubt, drivable_doubt


def test_doubt_is_the_expected_share_of_wrong_pixels():
    confidence = np.array([[255, 255], [255, 51]], np.uint8)
    assert doubt(confidence) == pytest.approx(0.2)


def test_drivable_doubt_is_that_of_either_decision():
    probability = np.array([[0, 255], [51, 204]], np.uint8)
    assert drivable_doubt(probability) == pytest.approx(0.1)
