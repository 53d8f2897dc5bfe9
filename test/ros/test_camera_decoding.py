# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Our encodings agree with those of ROS 2's cv_bridge, which is asked for what we do not know."""

from types import SimpleNamespace

from encoded_pictures import ALL_ENCODINGS, fitting_size, random_picture
import numpy as np
import pytest

from seg_node.core.errors import ImageDecodingError, UnknownEncodingError
from seg_node.ros.camera_decoding import decode_camera_message, find_cv_bridge

pytestmark = pytest.mark.ros

# Of these cv_bridge (3.2 to 3.4) makes no rgb8: it takes the first six for numbers without
# colours and does not know the names of the others.
LACKING = ('8UC1', '8UC3', '8UC4', '16UC1', '16UC3', '16UC4', 'uyvy', 'yuyv', 'nv12', 'nv21')


def message_of(rows, encoding, width, height):
    """Make a message with tight rows and low bytes first, as cv_bridge takes them everywhere."""
    return SimpleNamespace(
        height=height,
        width=width,
        encoding=encoding,
        is_bigendian=0,
        step=rows.shape[1],
        data=rows.tobytes(),
    )


@pytest.fixture
def cv_bridge():
    bridge = find_cv_bridge()
    if bridge is None:
        pytest.skip("ROS 2's cv_bridge is not installed")
    return bridge


@pytest.mark.parametrize('encoding', [each for each in ALL_ENCODINGS if each not in LACKING])
def test_our_colours_are_those_of_cv_bridge(cv_bridge, encoding):
    width, height = fitting_size(encoding, 65, 33)
    rows = random_picture(np.random.default_rng(0), encoding, width, height).rows
    message = message_of(rows, encoding, width, height)
    theirs = cv_bridge.imgmsg_to_cv2(message, 'rgb8').astype(int)
    assert np.abs(decode_camera_message(message) - theirs).max() <= 1


@pytest.mark.parametrize('encoding', ['nonsense', '32FC1', '8UC' + '9' * 100_000])
def test_encoding_that_nobody_knows_is_refused(encoding):
    message = message_of(np.zeros((4, 16), np.uint8), encoding, 4, 4)
    with pytest.raises(ImageDecodingError, match='set the camera driver to one of'):
        decode_camera_message(message)


def test_cv_bridge_is_never_given_a_name_that_ends_its_process(monkeypatch):
    def crash(*_):
        pytest.fail('cv_bridge was asked')

    bridge = SimpleNamespace(imgmsg_to_cv2=crash)
    monkeypatch.setattr('seg_node.ros.camera_decoding.find_cv_bridge', lambda: bridge)
    message = message_of(np.zeros((4, 16), np.uint8), '8UC' + '9' * 100_000, 4, 4)
    with pytest.raises(UnknownEncodingError):
        decode_camera_message(message)
