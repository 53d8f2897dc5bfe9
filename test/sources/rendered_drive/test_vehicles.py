# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from seg_node.core.camera_geometry import CameraPose, PinholeCamera
from seg_node.sources.rendered_drive.actors import Vehicle
from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.classes import CAR
from seg_node.sources.rendered_drive.light import overcast
from seg_node.sources.rendered_drive.mesh import turning
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.vehicle_shapes import BUS, HATCHBACK, VAN
from seg_node.sources.rendered_drive.vehicles import build_vehicle

_CAMERA = PinholeCamera(width=640, height=480, fx=600.0, fy=600.0, cx=319.5, cy=239.5)


@pytest.fixture(scope='module')
def light():
    return overcast(np.random.default_rng(0))


@pytest.mark.parametrize('shape', [HATCHBACK, VAN, BUS])
@pytest.mark.parametrize('heading', [0.0, 0.4, np.pi])
def test_label_reaches_as_far_as_the_vehicle(shape, heading, light):
    mesh, _ = build_vehicle(shape, np.array((90.0, 90, 90)), light, 1)
    place = np.array((14.0, 1.0, 0))
    canvas = Canvas(_CAMERA.width, _CAMERA.height, light)
    canvas.labels[:] = 255
    view = View(_CAMERA, CameraPose(0, 0, 1.5))
    Vehicle(mesh, place, heading, 1.0).draw(canvas, view, 1.0)
    rows, columns = np.nonzero(canvas.labels == CAR)
    points = mesh.quads.reshape(-1, 3) @ turning(heading).T + place
    pixels = view.pixels(view.to_optical(points))
    assert columns.min() == pytest.approx(pixels[:, 0].min(), abs=1)
    assert columns.max() == pytest.approx(pixels[:, 0].max(), abs=1)
    assert rows.min() == pytest.approx(max(pixels[:, 1].min(), 0), abs=1)
    assert rows.max() == pytest.approx(pixels[:, 1].max(), abs=1)


@pytest.mark.parametrize('shape', [HATCHBACK, VAN, BUS])
def test_footprint_is_as_long_and_wide_as_the_vehicle(shape, light):
    mesh, _ = build_vehicle(shape, np.array((90.0, 90, 90)), light, 1)
    footprint = Vehicle(mesh, np.array((5.0, 2, 0)), 0.3, 1.0).footprint()
    sides = np.linalg.norm(np.diff(footprint, axis=0), axis=1)
    front, rear = shape.ends
    assert max(sides) == pytest.approx(front - rear, abs=0.01)
    assert min(sides) == pytest.approx(2 * shape.half_width, abs=0.05)


def test_wheels_stand_on_the_ground(light):
    mesh, _ = build_vehicle(HATCHBACK, np.array((90.0, 90, 90)), light, 1)
    assert mesh.extent[0][2] == pytest.approx(0.0)
