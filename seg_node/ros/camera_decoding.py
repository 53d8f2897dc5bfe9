# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Camera messages as arrays, in encodings of ours or of ROS 2's cv_bridge."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from ament_index_python.packages import get_package_prefix, PackageNotFoundError
import numpy as np

from seg_node.core.errors import ImageDecodingError, UnknownEncodingError
from seg_node.core.image_decoding import decode_message

# The longest of sensor_msgs has 16 letters. A pattern of cv_bridge takes stack for each one: a
# name of 50,000 ends the process.
_LONGEST_NAME = 64


def decode_camera_message(message: Any) -> np.ndarray:
    """
    Decode an Image or a CompressedImage.

    :param message: in an encoding of ours or, where ROS 2's cv_bridge is installed,
        of that.
    :returns: (H, W, 3) uint8 RGB, perhaps a read-only view of the message's memory.
    :raises ImageDecodingError: if the message does not hold what it claims, or
        nobody here knows its encoding.
    """
    try:
        return decode_message(message)
    except UnknownEncodingError as unknown:
        bridge = find_cv_bridge()
        if bridge is None or len(message.encoding) > _LONGEST_NAME:
            raise
        try:
            image = bridge.imgmsg_to_cv2(message, 'rgb8')
        except Exception as error:  # it does not say what it raises
            raise ImageDecodingError(f'{unknown}; cv_bridge refuses it too: {error}') from error
        return np.asarray(image, np.uint8)


@cache
def find_cv_bridge() -> Any:
    """
    Give a ``CvBridge`` of ROS 2, None where there is none.

    ROS 1's, which PyPI has, bears the same name but is not in the index of ROS 2.
    """
    try:
        get_package_prefix('cv_bridge')
        return import_module('cv_bridge').CvBridge()
    # OSError without any ROS workspace; ImportError if it was built for another numpy.
    except (PackageNotFoundError, OSError, ImportError):
        return None
