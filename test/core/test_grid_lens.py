# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The lens of the masks sees what the camera's sees."""

from camera_info_record import camera_info_record
import numpy as np
import pytest

from seg_node.core.errors import CameraInfoError
from seg_node.core.grid_lens import lens_on_grid

D = (-0.2, 0.05, 0.001, 0.0, 0.0)


def camera_info(**changes):
    fields = {
        'width': 640,
        'height': 480,
        'distortion_model': 'plumb_bob',
        'd': D,
        'k': (500.0, 0.0, 319.5, 0.0, 500.0, 239.5, 0.0, 0.0, 1.0),
        'p': (400.0, 0.0, 310.0, 0.0, 0.0, 400.0, 230.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    }
    return camera_info_record(**(fields | changes))


def direction(lens, column, row):
    return lens.directions(np.array([[column, row]], float))[0]


def test_masks_of_half_the_size_see_the_same():
    whole = lens_on_grid(camera_info(), (640, 480), (640, 480), is_rectified=False)
    half = lens_on_grid(camera_info(), (640, 480), (320, 240), is_rectified=False)
    assert whole.is_distorted and half.size == (320, 240)
    # The corner between four pixels is the centre of one of half the size.
    assert direction(half, 100, 30) == pytest.approx(direction(whole, 200.5, 60.5))


def test_rectified_frames_are_of_p_and_have_no_distortion():
    lens = lens_on_grid(camera_info(), (640, 480), (640, 480), is_rectified=True)
    assert not lens.is_distorted
    expected = np.array([0.25, 0, 1]) / np.hypot(0.25, 1)
    assert direction(lens, 410, 230) == pytest.approx(expected)


def test_a_rectified_camera_without_p_is_told():
    with pytest.raises(CameraInfoError, match='a P of zeros, and image_is_rectified is true'):
        lens_on_grid(camera_info(p=(0.0,) * 12), (640, 480), (640, 480), is_rectified=True)
