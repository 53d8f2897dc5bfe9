# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A distorted camera sees each place of the world where its lens says."""

import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.lens import Lens
from seg_node.sources.rendered_drive.distorted_drive import DistortedDrive
from seg_node.sources.rendered_drive.drive import RenderedDrive
from seg_node.sources.rendered_drive.projection import View

SIZE = (320, 240)
K = np.array([[150.0, 0, 159.5], [0, 150.0, 119.5], [0, 0, 1]])
FISHEYE = Lens(SIZE, K, 'equidistant', (0.02, 0.0, 0.0, 0.0))


def create(camera):
    return RenderedDrive(3, 20, camera=camera)


@pytest.fixture(scope='module')
def fisheye():
    return DistortedDrive(FISHEYE, create)


def test_ground_is_where_the_lens_sees_it(fisheye):
    frame = fisheye[4]
    assert frame.image.shape == (240, 320, 3) and frame.labels.shape == (240, 320)
    view = View(fisheye.drive.camera, frame.pose)
    rows, columns = np.indices((240, 320))
    pixels = np.column_stack((columns.ravel(), rows.ravel())).astype(float)
    ahead = FISHEYE.directions(pixels) @ view.rotation
    reach = -frame.pose.z / ahead[:, 2]
    is_ground = (reach > 0) & (reach * np.hypot(ahead[:, 0], ahead[:, 1]) < 15)
    places = view.position + reach[is_ground, None] * ahead[is_ground]
    truth = fisheye.drive.scene.ground_class(*places[:, :2].T)
    # What stands on the ground covers some of it, and outlines may be a pixel off.
    seen = frame.labels.ravel()[is_ground]
    is_bare = np.isin(seen, (3, 4))
    assert is_bare.mean() > 0.5
    assert (seen == truth)[is_bare].mean() > 0.98


def test_it_bends_what_is_straight_and_sees_far_to_the_side(fisheye):
    pinhole = fisheye.drive.camera
    assert pinhole.width > 2 * SIZE[0]
    assert len(list(fisheye)) == len(fisheye) == 20
    assert fisheye[0].camera is None


def test_a_lens_that_sees_behind_itself_cannot_be_rendered():
    wide = Lens(SIZE, K / 2 + np.diag((0, 0, 0.5)), 'equidistant', (0.0, 0.0, 0.0, 0.0))
    with pytest.raises(ConfigurationError, match='more than 75 degrees to the side'):
        DistortedDrive(wide, create)
