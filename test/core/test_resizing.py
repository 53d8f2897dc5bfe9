# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nearest resizing to the bit."""

from fractions import Fraction
import math

import numpy as np
import pytest

from seg_node.core.resizing import nearest_indices, resize_nearest


@pytest.mark.parametrize(('length', 'new_length'), [(1, 5), (4, 2), (3, 7), (7, 3), (288, 1080)])
def test_indices_are_those_of_exact_fractions(length, new_length):
    expected = [math.floor((i + Fraction(1, 2)) * length / new_length) for i in range(new_length)]
    assert nearest_indices(length, new_length).tolist() == expected


@pytest.mark.parametrize(('length', 'new_length'), [(4, 12), (16, 48), (6, 6), (15, 5)])
def test_whole_factors_keep_centres(length, new_length):
    middle = nearest_indices(length, new_length)
    mirrored = length - 1 - middle[::-1]
    np.testing.assert_array_equal(middle, mirrored)


@pytest.mark.parametrize(
    ('size', 'new_size'),
    [
        ((512, 384), (640, 480)),
        ((512, 288), (1280, 720)),
        ((512, 288), (1920, 1080)),
        ((480, 270), (1920, 1080)),
        ((64, 48), (640, 480)),
        ((640, 480), (512, 384)),
        ((7, 5), (7, 5)),
        ((1, 9), (4, 3)),
        ((9, 1), (1, 1)),
    ],
)
def test_resizing_gathers_exactly_by_the_indices(size, new_size):
    width, height = size
    values = np.random.default_rng(0).integers(0, 256, (height, width), np.uint8)
    rows = [(2 * i + 1) * height // (2 * new_size[1]) for i in range(new_size[1])]
    columns = [(2 * i + 1) * width // (2 * new_size[0]) for i in range(new_size[0])]
    resized = resize_nearest(values, new_size)
    assert resized.dtype == np.uint8
    np.testing.assert_array_equal(resized, values[np.ix_(rows, columns)])


def test_a_tiny_map_resized_by_hand():
    values = np.array([[1, 2, 3]], np.uint8)
    assert resize_nearest(values, (5, 2)).tolist() == [[1, 1, 2, 3, 3]] * 2


def test_the_result_is_a_copy_that_its_caller_may_write():
    values = np.zeros((4, 4), np.uint8)
    values.flags.writeable = False
    resized = resize_nearest(values, (4, 4))
    resized[:] = 1
    assert not values.any()
