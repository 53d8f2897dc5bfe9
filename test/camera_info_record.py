# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of a CameraInfo where there is no ROS."""

from types import SimpleNamespace
from typing import Any


def camera_info_record(**fields: Any) -> SimpleNamespace:
    """Make a camera without distortion, P, binning and region, but for what is given."""
    values: dict[str, Any] = {
        'distortion_model': '',
        'd': (),
        'p': (0.0,) * 12,
        'binning_x': 0,
        'binning_y': 0,
        'roi': SimpleNamespace(x_offset=0, y_offset=0, width=0, height=0),
    }
    return SimpleNamespace(**(values | fields))
