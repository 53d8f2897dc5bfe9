# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Directions and pixels, against OpenCV's projection."""

import cv2
import numpy as np
import pytest

from seg_node.core.errors import CameraInfoError
from seg_node.core.lens import Lens

SIZE = (640, 480)
K = np.array([[400.0, 0, 321.5], [0, 410.0, 236.0], [0, 0, 1]])
LENSES = {
    'none': ('', ()),
    'zeros': ('plumb_bob', (0, 0, 0, 0, 0)),
    'four': ('plumb_bob', (-0.28, 0.07, 0.001, -0.002)),
    'plumb_bob': ('plumb_bob', (-0.3, 0.1, 0.0005, -0.001, -0.01)),
    'rational': ('rational_polynomial', (0.9, 0.2, 0.001, -0.0004, 0.01, 1.2, 0.4, 0.03)),
    'prism': ('rational_polynomial', (0.9, 0.2, 0, 0, 0.01, 1.2, 0.4, 0.03, 0.01, 0, -0.01, 0)),
    'tilt of zero': ('rational_polynomial', (-0.2, 0.05, *12 * (0,))),
    'equidistant': ('equidistant', (-0.02, 0.006, -0.003, 0.0004)),
    'ideal fisheye': ('equidistant', (0, 0, 0, 0)),
}


def grid_of_pixels(step=13):
    columns, rows = np.meshgrid(np.arange(0, SIZE[0], step), np.arange(0, SIZE[1], step))
    return np.column_stack((columns.ravel(), rows.ravel())).astype(float)


def projected(model, d, directions):
    points = (directions / directions[:, 2:])[:, None]
    origin = np.zeros(3)
    if model == 'equidistant':
        return cv2.fisheye.projectPoints(points, origin, origin, K, np.array(d, float))[0][:, 0]
    return cv2.projectPoints(points, origin, origin, K, np.array(d, float))[0][:, 0]


@pytest.mark.parametrize('name', LENSES)
def test_directions_project_to_their_pixels(name):
    model, d = LENSES[name]
    lens = Lens(SIZE, K, model, d)
    pixels = grid_of_pixels()
    directions = lens.directions(pixels)
    assert not np.isnan(directions).any()
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(projected(model, d, directions), pixels, atol=0.1)
    np.testing.assert_allclose(lens.pixels(3 * directions), pixels, atol=0.1)
    single = lens.pixels(directions.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, pixels, atol=0.1)


@pytest.mark.parametrize('name', LENSES)
def test_what_lies_behind_is_not_seen(name):
    model, d = LENSES[name]
    behind = np.array([[0.0, 0, -1], [0.3, 0.1, -1], [0.01, 0.3, -0.5]])
    assert np.isnan(Lens(SIZE, K, model, d).pixels(behind)).all()


def test_distortion_that_folds_back_shows_nothing_beyond_the_edge():
    # At 66 degrees this polynomial leads into the image again.
    narrowing = 'plumb_bob', (-0.2, 0, 0, 0)
    lens = Lens(SIZE, K, *narrowing)
    far = np.array([[np.tan(np.radians(66)), 0, 1.0]])
    folded = projected(*narrowing, far)
    assert (np.abs(folded - K[:2, 2]) < (320, 240)).all()
    assert np.isnan(lens.pixels(far)).all()


def test_fisheye_sees_beyond_a_right_angle():
    lens = Lens(
        SIZE, np.array([[150.0, 0, 320], [0, 150.0, 240], [0, 0, 1]]), 'equidistant', 4 * [0]
    )
    ((x, y, z),) = lens.directions(np.array([[320 + 150 * np.radians(100), 240.0]]))
    np.testing.assert_allclose((x, y, z), (np.sin(np.radians(100)), 0, np.cos(np.radians(100))))
    np.testing.assert_allclose(
        lens.pixels(np.array([[x, y, z]])), [[320 + 150 * np.radians(100), 240]]
    )


def test_middle_of_the_image_is_straight_ahead():
    for model, d in (('equidistant', (0.1, 0, 0, 0)), ('plumb_bob', (0.1, 0, 0, 0))):
        lens = Lens(SIZE, K, model, d)
        np.testing.assert_allclose(lens.directions(K[None, :2, 2]), [[0, 0, 1]], atol=1e-12)
        np.testing.assert_allclose(lens.pixels(np.array([[0, 0, 2.0]])), K[None, :2, 2])


def test_only_a_bent_lens_is_distorted():
    assert {name for name, args in LENSES.items() if not Lens(SIZE, K, *args).is_distorted} == {
        'none',
        'zeros',
    }
    assert Lens(SIZE, K).focal_length == 410


@pytest.mark.parametrize(
    ('k', 'model', 'd', 'message'),
    [
        (np.zeros((3, 3)), '', (), 'focal lengths of 0 and 0: calibrate the camera'),
        (np.full((3, 3), np.nan), '', (), 'focal lengths of nan and nan'),
        (K, 'omni', (0.1,), "distortion model 'omni': calibrate with one of plumb_bob"),
        (K, 'plumb_bob', 8 * (0.1,), '8 coefficients in D, and plumb_bob has 4 or 5'),
        (K, 'equidistant', (0.1,), '1 coefficients in D, and equidistant has 4'),
        (K, 'plumb_bob', (np.inf, 0, 0, 0), r'\[inf, 0.0, 0.0, 0.0\] in D'),
        (K, 'rational_polynomial', (0.1, *11 * (0,), 0.1, 0), 'tilted sensor'),
    ],
)
def test_lens_that_cannot_be_is_named(k, model, d, message):
    with pytest.raises(CameraInfoError, match=message):
        Lens(SIZE, k, model, d)
