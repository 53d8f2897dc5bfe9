# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Colour bars have the size that was asked for, and move."""

from itertools import pairwise

import numpy as np

from seg_node.sources.colour_bars import ColourBars


def test_bars_fill_frames_of_any_size_and_move_a_pixel_a_frame():
    frames = list(ColourBars(19, 5, 40))
    assert len(frames) == len(ColourBars(19, 5, 40)) == 40
    for frame in frames:
        assert (frame.image.shape, frame.image.dtype) == ((5, 19, 3), np.uint8)
    assert len(np.unique(frames[0].image.reshape(-1, 3), axis=0)) == 8
    for before, after in pairwise(frames):
        np.testing.assert_array_equal(before.image[:, 1:], after.image[:, :-1])


def test_stamps_are_those_of_the_rate():
    bars = ColourBars(4, 4, 3)
    assert [frame.stamp_ns for frame in bars] == [0, 33_333_333, 66_666_667]
    assert bars.rate_hz == 30
