# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Drives that several tests look at; building one takes a second or two."""

import pytest

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.sources.rendered_drive.drive import RenderedDrive


@pytest.fixture(scope='session')
def drive():
    return RenderedDrive(seed=3)


@pytest.fixture(scope='session')
def shaken_drive():
    """Another street through another camera, with a car that nods and sways."""
    camera = PinholeCamera(width=480, height=360, fx=420.0, fy=430.0, cx=236.0, cy=171.5)
    return RenderedDrive(
        seed=9, camera=camera, pitch_oscillation_rad=0.02, roll_oscillation_rad=0.03
    )
