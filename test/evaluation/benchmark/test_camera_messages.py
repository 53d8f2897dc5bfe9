# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames of any source as messages of one camera."""

import cv2
import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.image_decoding import decode_message
from seg_node.evaluation.benchmark.camera_messages import create_message, read_images
from seg_node.sources.folder import FolderSource
from seg_node.sources.open_source import open_source


@pytest.fixture
def folder(tmp_path):
    for value in range(7):
        cv2.imwrite(str(tmp_path / f'{value}.png'), np.full((6, 8, 3), value, np.uint8))
    return FolderSource(tmp_path)


def test_message_holds_the_image(image):
    message = create_message(image)
    np.testing.assert_array_equal(decode_message(message), image)
    assert message.size == (image.shape[1], image.shape[0])


def test_frames_come_from_all_over_the_source(folder):
    images = read_images(folder, (8, 6), 3)
    assert [int(image[0, 0, 0]) for image in images] == [0, 2, 4]


def test_short_source_gives_all_that_it_has_at_the_size_of_the_camera(folder):
    images = read_images(folder, (20, 10), 30)
    assert [image.shape for image in images] == [(10, 20, 3)] * 7


def test_rendered_drive_is_rendered_at_the_size_of_the_camera():
    one, two = read_images(open_source('rendered:3'), (96, 54), 2)
    assert one.shape == two.shape == (54, 96, 3)
    assert not np.array_equal(one, two)
    (other,) = read_images(open_source('rendered:4'), (96, 54), 1)
    assert not np.array_equal(one, other)


def test_no_frames_are_refused(folder):
    with pytest.raises(ConfigurationError, match='0 frames'):
        read_images(folder, (8, 6), 0)
