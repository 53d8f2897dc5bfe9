# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Network sizes fit their cameras."""

import math

import numpy as np
import pytest

from seg_node.core.network_size import network_size

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
