# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from seg_node.core.camera_geometry import CameraPose, PinholeCamera
from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.classes import BUILDING
from seg_node.sources.rendered_drive.light import sunny
from seg_node.sources.rendered_drive.panel import Panel
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.texture import Texture

_CAMERA = PinholeCamera(width=640, height=480, fx=600.0, fy=600.0, cx=319.5, cy=239.5)
_POSE = CameraPose(0, 0, 1.5, yaw=0.1, pitch=0.04, roll=0.02)
_DARK_FROM_M = 4.0


@pytest.fixture
def view():
    return View(_CAMERA, _POSE)


@pytest.fixture
def wall():
    """Make a wall seen at a grazing angle, white at its near end and black at its far end."""
    pixels = np.zeros((120, 320, 3), np.uint8)
    pixels[:, : round(_DARK_FROM_M * 40)] = 255
    axes = np.array([[0.96, 0.28, 0], [0, 0, 1]])
    return Panel(np.array([6.0, 1.0, 0]), axes, Texture(pixels, 40.0), BUILDING)


def painted(panel, view, opacity=1.0):
    canvas = Canvas(_CAMERA.width, _CAMERA.height, sunny(np.random.default_rng(0)))
    canvas.labels[:] = 255
    panel.draw(canvas, view, opacity)
    return canvas


def test_texture_lies_where_its_metres_project_to(wall, view):
    image = painted(wall, view).image
    for height in (0.5, 1.5, 2.5):
        place = wall.origin + np.array([_DARK_FROM_M, height]) @ wall.axes
        u, v = view.pixels(view.to_optical(place[None]))[0]
        brightness = image[round(v), :, 0].astype(int)
        # The wall leans away to the left, so its near, white end is on the right.
        edge = np.flatnonzero(brightness > 140).min() - 0.5
        assert edge == pytest.approx(u, abs=1)


def test_label_covers_the_projected_outline(wall, view):
    labels = painted(wall, view).labels
    rows, columns = np.nonzero(labels == BUILDING)
    outline = view.project_polygon(wall.corners)
    for found, axis in ((columns, 0), (rows, 1)):
        assert found.min() == pytest.approx(max(outline[:, axis].min(), 0), abs=1)
        assert found.max() == pytest.approx(outline[:, axis].max(), abs=1)


def test_panel_that_reaches_behind_the_camera_fills_the_edge_of_the_picture(view):
    texture = Texture(np.full((120, 800, 3), 90, np.uint8), 40.0)
    axes = np.array([[1.0, 0, 0], [0, 0, 1]])
    labels = painted(Panel(np.array([-5.0, 2, 0]), axes, texture, BUILDING), view).labels
    assert labels[240, 0] == BUILDING and labels[240, 639] == 255


def test_panel_that_fades_in_has_no_label_at_first(wall, view):
    assert (painted(wall, view, opacity=0.3).labels == 255).all()
    assert (painted(wall, view, opacity=0.9).labels == BUILDING).any()


def test_transparent_pixels_have_no_label_unless_the_panel_is_labelled_whole(view):
    pixels = np.zeros((80, 80, 4), np.uint8)
    pixels[:, ::8, 3] = 255
    axes = np.array([[0, -1.0, 0], [0, 0, 1]])
    shares = []
    for is_whole in (False, True):
        panel = Panel(
            np.array([6.0, 1, 0]),
            axes,
            Texture(pixels, 40.0),
            BUILDING,
            is_labelled_whole=is_whole,
        )
        shares.append(np.count_nonzero(painted(panel, view).labels == BUILDING))
    assert 0 < shares[0] < 0.5 * shares[1]
