# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A point lands on the same spot of the view, whichever grid it is projected to."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from seg_node.core.camera_info import image_size, intrinsics_on_grid
from seg_node.core.errors import CameraInfoError

FX, FY, CX, CY, BASELINE = 900.0, 880.0, 655.3, 341.8, -108.0
POINTS = np.random.default_rng(0).uniform((-2, -1, 3), (2, 1, 30), (50, 3))


def camera_info(width=1280, height=720, binning=(0, 0), roi=(0, 0, 0, 0), **fields):
    x_offset, y_offset, roi_width, roi_height = roi
    region = SimpleNamespace(
        x_offset=x_offset, y_offset=y_offset, width=roi_width, height=roi_height
    )
    values = {
        'width': width,
        'height': height,
        'k': np.array([FX, 0, CX, 0, FY, CY, 0, 0, 1]),
        'p': np.array([FX - 9, 0, CX + 4, BASELINE, 0, FX - 9, CY - 3, 0.5, 0, 0, 1, 0]),
        'binning_x': binning[0],
        'binning_y': binning[1],
        'roi': region,
    }
    return SimpleNamespace(**(values | fields))


def distorted(points):
    """Give points on the plane z = 1 as a lens of the model plumb_bob bends them."""
    x, y = points[:, 0] / points[:, 2], points[:, 1] / points[:, 2]
    radius = x * x + y * y
    radial = 1 - 0.3 * radius + 0.08 * radius**2
    return (
        x * radial + 2 * 0.001 * x * y - 0.002 * (radius + 2 * x * x),
        y * radial + 0.001 * (radius + 2 * y * y) - 2 * 0.002 * x * y,
    )


def raw_pixels(k, points):
    """Project through K, where the raw image shows a point."""
    x, y = distorted(points)
    return np.stack([k[0] * x + k[2], k[4] * y + k[5]])


def rectified_pixels(p, points):
    """Project through P, where the rectified image shows a point."""
    x, y, z = points.T
    return np.stack(
        [
            (p[0] * x + p[2] * z + p[3]) / (p[8] * x + p[9] * y + p[10] * z),
            (p[5] * y + p[6] * z + p[7]) / (p[8] * x + p[9] * y + p[10] * z),
        ]
    )


# Frame, region and binning, and the grid that the frame is resized to.
CASES: dict[str, tuple[tuple[int, int], dict[str, Any], tuple[int, int]]] = {
    'same': ((1280, 720), {}, (1280, 720)),
    'smaller': ((1280, 720), {}, (480, 270)),
    'larger': ((1280, 720), {}, (1920, 1080)),
    'other aspect': ((1280, 720), {}, (333, 301)),
    'binned': ((640, 240), {'binning': (2, 3)}, (640, 240)),
    'binned and resized': ((320, 180), {'binning': (4, 4)}, (512, 288)),
    'region': ((400, 300), {'roi': (101, 57, 400, 300)}, (400, 300)),
    'all': ((200, 100), {'roi': (101, 57, 400, 300), 'binning': (2, 3)}, (320, 90)),
}


@pytest.mark.parametrize('case', CASES)
@pytest.mark.parametrize(('matrix', 'project'), [('k', raw_pixels), ('p', rectified_pixels)])
def test_points_lie_at_the_same_share_of_the_frame(case, matrix, project):
    frame, changes, grid = CASES[case]
    info = camera_info(**changes)
    # Measured from the frame's outer edge, which is at -0.5, whatever a pixel's size.
    offset = np.reshape(changes.get('roi', (0, 0))[:2], (2, 1))
    binning = np.reshape(changes.get('binning', (1, 1)), (2, 1))
    share = (project(getattr(info, matrix), POINTS) + 0.5 - offset) / binning
    share /= np.reshape(frame, (2, 1))
    found = getattr(intrinsics_on_grid(info, frame, grid), matrix)
    expected = share * np.reshape(grid, (2, 1)) - 0.5
    np.testing.assert_allclose(project(found, POINTS), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize('binning', [(2, 2), (3, 1)])
def test_a_binned_pixel_looks_where_its_pixels_look_on_average(binning):
    columns, rows = np.meshgrid(np.arange(1280.0), np.arange(720.0))
    means = [
        image[: 720 // binning[1] * binning[1], : 1280 // binning[0] * binning[0]]
        .reshape(720 // binning[1], binning[1], 1280 // binning[0], binning[0])
        .mean(axis=(1, 3))
        for image in ((columns - CX) / FX, (rows - CY) / FY)
    ]
    height, width = means[0].shape
    k, _ = intrinsics_on_grid(camera_info(binning=binning), (width, height), (width, height))
    np.testing.assert_allclose((np.arange(width) - k[2]) / k[0], means[0][0], atol=1e-12)
    np.testing.assert_allclose((np.arange(height) - k[5]) / k[4], means[1][:, 0], atol=1e-12)


def test_the_half_of_a_camera_in_numbers():
    k, p = intrinsics_on_grid(camera_info(), (1280, 720), (640, 360))
    np.testing.assert_allclose(k, [450, 0, 327.4, 0, 440, 170.65, 0, 0, 1])
    expected = [445.5, 0, 329.4, -54, 0, 445.5, 169.15, 0.25, 0, 0, 1, 0]
    np.testing.assert_allclose(p, expected)


def test_a_camera_that_is_not_calibrated_stays_so():
    info = camera_info(k=np.zeros(9), p=np.zeros(12))
    k, p = intrinsics_on_grid(info, (1280, 720), (640, 360))
    assert (k, p) == ((0,) * 9, (0,) * 12)


@pytest.mark.parametrize(
    ('changes', 'frame'),
    [
        ({'binning': (1, 1)}, (1280, 720)),
        ({'roi': (0, 0, 1280, 720)}, (1280, 720)),
        ({'roi': (80, 20, 0, 0)}, (1200, 700)),
        ({'roi': (80, 20, 1200, 700)}, (1200, 700)),
        ({'width': 1 << 16}, (1 << 16, 720)),
        ({'binning': (3, 7)}, (426, 102)),  # rounded down
        ({'binning': (3, 7)}, (427, 103)),  # and up
    ],
)
def test_what_means_a_frame_of_this_size_is_taken(changes, frame):
    assert intrinsics_on_grid(camera_info(**changes), frame, frame)


@pytest.mark.parametrize(
    ('changes', 'frame', 'expected'),
    [
        ({}, (640, 360), 'images of 1280x720 .* frames have 640x360: remap camera_info'),
        ({}, (1280, 721), 'images of 1280x720 .* frames have 1280x721'),
        ({'binning': (2, 2)}, (1280, 720), r'of 640x360 \(1280x720, .*binning 2x2\).*1280x720'),
        ({'binning': (3, 7)}, (428, 102), 'of 426x102 '),
        ({'roi': (5, 5, 100, 50)}, (1280, 720), r'of 100x50 \(1280x720, region 100x50'),
        ({'width': 0, 'height': 0}, (1280, 720), 'of 0x0 .* have 1280x720'),
    ],
)
def test_what_means_a_frame_of_another_size_is_refused_with_both(changes, frame, expected):
    with pytest.raises(CameraInfoError, match=expected):
        intrinsics_on_grid(camera_info(**changes), frame, (64, 48))


@pytest.mark.parametrize(
    ('changes', 'expected'),
    [
        ({'width': 2**32 - 1, 'roi': (0, 0, 64, 48)}, 'images of 4294967295x720, more than 65536'),
        ({'height': 1 << 17, 'roi': (0, 0, 64, 48)}, 'images of 1280x131072, more than 65536'),
        (
            {'roi': (1217, 0, 64, 48)},
            r'region of 64x48 at \(1217, 0\), .* fit in its 1280x720: set',
        ),
        ({'roi': (0, 673, 64, 48)}, r'region of 64x48 at \(0, 673\), .* fit in its 1280x720: set'),
        ({'roi': (1316, 0, 0, 48)}, r'region of 0x48 at \(1316, 0\)'),
        ({'width': 0, 'height': 0, 'roi': (0, 0, 64, 48)}, 'fit in its 0x0'),
    ],
)
def test_sides_that_no_camera_has_are_refused_with_value_and_remedy(changes, expected):
    with pytest.raises(CameraInfoError, match=f'{expected}.*in the camera driver'):
        intrinsics_on_grid(camera_info(**changes), (64, 48), (64, 48))


@pytest.mark.parametrize('value', [np.inf, -np.inf, np.nan, 1e300])
@pytest.mark.parametrize('matrix', ['k', 'p'])
def test_intrinsics_that_no_camera_has_are_refused_with_value_and_remedy(matrix, value):
    info = camera_info()
    getattr(info, matrix)[2] = value
    expected = f'has {value} in {matrix.upper()}: calibrate the camera'.replace('+', r'\+')
    with pytest.raises(CameraInfoError, match=expected):
        intrinsics_on_grid(info, (1280, 720), (1280, 720))


@pytest.mark.parametrize(
    ('changes', 'size'),
    [
        ({}, (1280, 720)),
        ({'binning': (4, 3)}, (320, 240)),
        ({'binning': (3, 7)}, (426, 102)),
        ({'roi': (101, 57, 400, 300)}, (400, 300)),
        ({'roi': (80, 20, 0, 0)}, (1200, 700)),
        ({'roi': (101, 57, 401, 300), 'binning': (2, 3)}, (200, 100)),
        ({'width': 1 << 13, 'height': 1 << 13}, (1 << 13, 1 << 13)),
    ],
)
def test_images_have_the_size_of_the_binned_region(changes, size):
    info = camera_info(**changes)
    assert image_size(info) == size
    assert intrinsics_on_grid(info, size, size)


@pytest.mark.parametrize(
    ('changes', 'expected'),
    [
        ({'width': 0}, r'images of 0x720 \(0x720, region 0x720, binning 1x1\): set the size'),
        ({'height': 0}, 'images of 1280x0 '),
        ({'binning': (2, 721)}, r'images of 640x0 \(1280x720, .* binning 2x721\)'),
        ({'roi': (1280, 0, 0, 0)}, r'images of 0x720 \(1280x720, region 0x720'),
        ({'width': (1 << 13) + 1, 'height': 1 << 13}, 'images of 8193x8192 .* to 67108864 pixels'),
        ({'width': 2**32 - 1}, 'images of 4294967295x720, more than 65536'),
    ],
)
def test_a_size_of_no_image_is_refused_with_value_and_remedy(changes, expected):
    with pytest.raises(CameraInfoError, match=f'{expected}.*in the camera driver'):
        image_size(camera_info(**changes))
