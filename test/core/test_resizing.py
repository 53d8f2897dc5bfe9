# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nearest resizing to the bit, and network sizes that fit their cameras."""

from fractions import Fraction
import math

import numpy as np
import pytest

from seg_node.core.resizing import nearest_indices, network_size, resize_nearest

NOMINAL = (512, 384)
CAMERAS = [
    (640, 480),
    (1280, 720),
    (1920, 1080),
    (1920, 1200),
    (848, 480),
    (480, 360),
    (1280, 800),
    (2448, 2048),
    (720, 1280),
]


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


@pytest.mark.parametrize('camera', CAMERAS)
@pytest.mark.parametrize(('nominal', 'stride'), [(NOMINAL, 32), ((1024, 512), 32), (NOMINAL, 64)])
def test_common_cameras_keep_their_shape_and_the_cost(camera, nominal, stride):
    width, height = network_size(camera, nominal, stride)
    assert width % stride == height % stride == 0
    assert width / height == pytest.approx(camera[0] / camera[1], rel=0.03)
    assert 3 / 4 <= width * height / (nominal[0] * nominal[1]) <= 4 / 3


@pytest.mark.parametrize(
    ('camera', 'nominal', 'expected'),
    [
        ((640, 480), NOMINAL, (512, 384)),
        ((1280, 720), NOMINAL, (512, 288)),
        ((1920, 1080), NOMINAL, (512, 288)),
        ((1920, 1080), (1024, 512), (1024, 576)),
        ((1920, 1200), NOMINAL, (512, 320)),
        ((720, 1280), NOMINAL, (288, 512)),
        ((640, 480), (512, 288), (512, 384)),
    ],
)
def test_an_exact_shape_is_found_where_there_is_one(camera, nominal, expected):
    assert network_size(camera, nominal, 32) == expected


def test_a_distortion_that_nobody_sees_is_traded_for_the_right_cost():
    # 512x288 has the exact shape at 0.85 of the pixels.
    assert network_size((1280, 720), (480, 360), 8) == (552, 312)


@pytest.mark.parametrize('camera', [(4000, 100), (10000, 10), (3, 9999), (1, 1)])
@pytest.mark.parametrize('nominal', [NOMINAL, (32, 32), (96, 32)])
def test_strange_shapes_get_a_legal_size(camera, nominal):
    width, height = network_size(camera, nominal, 32)
    assert width % 32 == height % 32 == 0
    assert min(width, height) >= 32
    assert 3 / 4 <= width * height / (nominal[0] * nominal[1]) <= 4 / 3


def test_no_legal_size_is_less_distorted():
    """Checked for cameras of random shapes."""
    cells = NOMINAL[0] * NOMINAL[1] // 32**2
    shapes = [
        w / h for w in range(1, 257) for h in range(1, 257) if 3 / 4 <= w * h / cells <= 4 / 3
    ]
    for camera in np.random.default_rng(0).integers(100, 3000, (100, 2)).tolist():
        aspect = camera[0] / camera[1]
        width, height = network_size(tuple(camera), NOMINAL, 32)
        least = min(abs(math.log(shape / aspect)) for shape in shapes)
        assert abs(math.log(width / height / aspect)) <= max(least, 0.005) + 1e-9
