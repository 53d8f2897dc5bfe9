# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pixels and ground, against the rendered drive's own projection and by the book."""

import numpy as np
import pytest

from seg_node.core.camera_geometry import CameraPose, PinholeCamera
from seg_node.core.camera_mount import CameraMount, LEVEL, Tilt
from seg_node.core.errors import ConfigurationError
from seg_node.core.ground_projection import GroundError, GroundProjection
from seg_node.core.lens import Lens
from seg_node.sources.rendered_drive.projection import View

SIZE = (1280, 720)
K = np.array([[900.0, 0, 639.5], [0, 900.0, 359.5], [0, 0, 1]])
AHEAD = (-np.pi / 2, 0.0, -np.pi / 2)
FISHEYE = Lens(
    SIZE, np.array([[420.0, 0, 640], [0, 420.0, 360], [0, 0, 1]]), 'equidistant', (0, 0, 0, 0)
)


def looking_down(pitch, position=(0.0, 0.0, 1.5)):
    roll, _, yaw = AHEAD
    return CameraMount.from_angles(position, (roll - pitch, 0, yaw))


@pytest.mark.parametrize('precision', [np.float32, np.float64])
def test_by_the_book(precision):
    # 300 px under the axis of a level camera: 1.5 m * 900 / 300.
    ground = GroundProjection(Lens(SIZE, K), looking_down(0))
    np.testing.assert_allclose(ground.points(np.array([[639.5, 659.5]])), [[4.5, 0]], atol=1e-12)
    np.testing.assert_allclose(ground.points(np.array([[839.5, 659.5]])), [[4.5, -1]], atol=1e-12)
    pixels = ground.pixels(np.array([[4.5, -1], [9, 0]], precision))
    assert pixels.dtype == precision
    np.testing.assert_allclose(pixels, [[839.5, 659.5], [639.5, 509.5]], atol=1e-3)


def test_horizon_and_sky_show_no_ground():
    ground = GroundProjection(Lens(SIZE, K), looking_down(0))
    rows = np.array([[100.0, 359.5], [100, 300], [100, 0]])
    assert np.isnan(ground.points(rows)).all()
    assert not np.isnan(ground.points(np.array([[100.0, 361]]))).any()


@pytest.mark.parametrize('tilt', [LEVEL, Tilt(roll=0.05, pitch=-0.03)])
@pytest.mark.parametrize('angles', [(-0.3, 0.02, 0.4), (-0.05, 0, -1.2)])
@pytest.mark.parametrize('lens', [Lens(SIZE, K), FISHEYE], ids=['pinhole', 'fisheye'])
def test_pixels_lead_to_their_points_and_back(lens, angles, tilt):
    turned = np.add(AHEAD, angles)
    mount = CameraMount.from_angles((0.4, -0.2, 1.1), tuple(turned))
    ground = GroundProjection(lens, mount, ground_z=-0.1, tilt=tilt)
    columns, rows = np.meshgrid(np.arange(0, 1280, 40.0), np.arange(0, 720, 40.0))
    pixels = np.column_stack((columns.ravel(), rows.ravel()))
    points = ground.points(pixels)
    is_ground = ~np.isnan(points[:, 0]) & (np.hypot(*points.T) < 50)
    assert is_ground.sum() > 100
    np.testing.assert_allclose(ground.pixels(points[is_ground]), pixels[is_ground], atol=0.2)


@pytest.mark.parametrize(
    ('pitch', 'roll'), [(0.0, 0.0), (0.03, 0.0), (-0.02, 0.04), (0.05, -0.05)]
)
def test_tilt_is_that_of_the_rendered_drive(pitch, roll):
    camera = PinholeCamera(*SIZE, fx=900, fy=900, cx=639.5, cy=359.5)
    view = View(camera, CameraPose(x=0, y=0, z=1.5, pitch=pitch, roll=roll))
    ground = GroundProjection(Lens(SIZE, K), looking_down(0, (0, 0, 0)), -1.5, Tilt(roll, pitch))
    points = np.array([[5.0, 1], [12, -3], [30, 4]])
    expected = view.pixels(view.to_optical(np.column_stack((points, np.zeros(3)))))
    np.testing.assert_allclose(ground.pixels(points), expected)


def test_foot_moves_when_the_robot_leans():
    ground = GroundProjection(Lens(SIZE, K), looking_down(0, (1.0, 0, 2.0)), tilt=Tilt(pitch=0.1))
    x, y = ground.foot
    assert (x, y) == pytest.approx((np.cos(0.1) + 2 * np.sin(0.1), 0))
    assert ground.height == pytest.approx(2 * np.cos(0.1) - np.sin(0.1))


@pytest.mark.parametrize('lens', [Lens(SIZE, K), FISHEYE], ids=['pinhole', 'fisheye'])
def test_deviation_of_a_range_is_that_of_a_small_error(lens):
    ranges = np.array([3.0, 8, 20])
    points = np.column_stack((ranges, np.zeros(3)))
    ground = GroundProjection(lens, looking_down(0.1))
    pixels = ground.pixels(points)

    def shifted(pitch, height):
        other = GroundProjection(lens, looking_down(0.1 + pitch, (0, 0, 1.5 + height)))
        return np.abs(other.points(pixels)[:, 0] - ranges)

    error = GroundError(pitch=1e-5, height=0)
    np.testing.assert_allclose(ground.range_deviation(ranges, error), shifted(1e-5, 0), rtol=1e-2)
    error = GroundError(pitch=0, height=1e-4)
    np.testing.assert_allclose(ground.range_deviation(ranges, error), shifted(0, 1e-4), rtol=1e-2)
    both = ground.range_deviation(ranges, GroundError(pitch=1e-5, height=1e-4))
    np.testing.assert_allclose(both, np.hypot(shifted(1e-5, 0), shifted(0, 1e-4)), rtol=1e-2)


@pytest.mark.parametrize('z', [0.0, -0.3])
def test_camera_in_the_ground_is_refused(z):
    with pytest.raises(ConfigurationError, match=r'the camera is -?0\.\d\d m above the ground'):
        GroundProjection(Lens(SIZE, K), looking_down(0, (0, 0, z)))
