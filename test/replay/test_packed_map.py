# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Maps come back as they were, and thumbnails are what the formula says."""

import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.replay.packed_map import disagreement, pack, thumbnail, unpack


def test_maps_come_back():
    values = np.random.default_rng(0).integers(0, 256, (7, 12), np.uint8)
    np.testing.assert_array_equal(unpack(pack(values)), values)
    np.testing.assert_array_equal(unpack(pack(values.T)), values.T)


@pytest.mark.parametrize('text', ['', '2x2:', '2x2:AAAA', '2x2:!', '3x3:' + pack(np.eye(2))[4:]])
def test_damage_is_found(text):
    with pytest.raises(ConfigurationError, match='is damaged'):
        unpack(text)


def test_thumbnails_have_the_pixel_in_the_middle_of_each_block():
    values = np.arange(16 * 24, dtype=np.uint16).reshape(16, 24).astype(np.uint8)
    np.testing.assert_array_equal(thumbnail(values), values[4::8, 4::8])
    assert thumbnail(np.zeros((9, 1), np.uint8)).shape == (2, 1)


def test_disagreement_is_a_share():
    first = np.zeros((2, 4), np.uint8)
    second = first.copy()
    second[0, :2] = 9
    assert disagreement(first, second) == 0.25
    assert disagreement(first, first.T) == 1.0
