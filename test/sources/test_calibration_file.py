# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Calibrations as ROS's calibrator writes them, and files that are none."""

import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.sources.calibration_file import read_calibration

# The form in which camera_calibration and camera_calibration_parsers write.
TEXT = """\
image_width: 640
image_height: 480
camera_name: narrow_stereo
camera_matrix:
  rows: 3
  cols: 3
  data: [438.78, 0., 305.59, 0., 437.35, 243.74, 0., 0., 1.]
distortion_model: plumb_bob
distortion_coefficients:
  rows: 1
  cols: 5
  data: [-0.361976, 0.110510, 0.001014, 0.000505, 0.]
rectification_matrix:
  rows: 3
  cols: 3
  data: [0.9999, 0.0098, -0.0073, -0.0098, 0.9999, -0.0058, 0.0073, 0.0059, 0.9999]
projection_matrix:
  rows: 3
  cols: 4
  data: [393.65, 0., 322.80, -35.6, 0., 393.65, 241.09, 0., 0., 0., 1., 0.]
"""


def test_a_calibration_is_read_as_it_is(tmp_path):
    (tmp_path / 'camera.yaml').write_text(TEXT)
    calibration = read_calibration(tmp_path / 'camera.yaml')
    assert (calibration.size, calibration.distortion_model) == ((640, 480), 'plumb_bob')
    np.testing.assert_array_equal(calibration.d, [-0.361976, 0.11051, 0.001014, 0.000505, 0])
    np.testing.assert_array_equal(calibration.k[:6], [438.78, 0, 305.59, 0, 437.35, 243.74])
    np.testing.assert_array_equal(calibration.r[:2], [0.9999, 0.0098])
    assert (calibration.p.shape, calibration.p[3]) == ((12,), -35.6)


@pytest.mark.parametrize(
    ('old', 'new', 'said'),
    [
        ('image_width: 640\n', '', "KeyError.'image_width'"),
        ('image_width: 640', 'image_width: wide', 'ValueError'),
        (', 0., 0., 1.]\n', ', 0., 0.]\n', 'camera_matrix holds no 9 numbers'),
        ('-35.6', '.nan', 'projection_matrix holds no 12 numbers'),
        ('  data: [-0.36', '  info: [-0.36', "KeyError.'data'"),
        (TEXT, '[]', 'TypeError'),
        (TEXT, '{', 'cannot be read as YAML'),
    ],
)
def test_what_is_no_calibration_says_what_one_holds(tmp_path, old, new, said):
    assert old in TEXT
    (tmp_path / 'camera.yaml').write_text(TEXT.replace(old, new, 1))
    with pytest.raises(ConfigurationError, match=rf'camera\.yaml.*{said}'):
        read_calibration(tmp_path / 'camera.yaml')


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r'none\.yaml cannot be read'):
        read_calibration(tmp_path / 'none.yaml')
