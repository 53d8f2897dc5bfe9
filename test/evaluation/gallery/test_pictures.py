# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Each pixel of a gallery's pictures says what it should."""

import numpy as np
import pytest

from seg_node.evaluation.gallery import pictures as colours
from seg_node.evaluation.gallery.pictures import draw_pictures
from seg_node.sources.frame_source import Frame

SKY, ROAD, PAVEMENT = 0, 3, 4


@pytest.fixture
def image():
    return np.random.default_rng(4).integers(0, 256, (48, 64, 3), np.uint8)


@pytest.fixture
def found():
    """Road under a sky, as found."""
    labels = np.full((48, 64), SKY, np.uint8)
    labels[24:] = ROAD
    return labels


@pytest.fixture
def truth(found):
    """Road that is pavement on the left and unlabelled on the right, and higher than found."""
    labels = found.copy()
    labels[20:] = ROAD
    labels[24:, :16] = PAVEMENT
    labels[24:, 56:] = 255
    labels[:4] = 255
    return labels


def draw(image, found, truth, segment, camvid):
    return draw_pictures(Frame(image, 0, 'a', truth), segment(found, 128), camvid)


def test_pictures_without_truth(image, found, segment, camvid):
    pictures = draw(image, found, None, segment, camvid)
    assert list(pictures) == ['camera', 'labels', 'confidence', 'drivable']
    np.testing.assert_array_equal(pictures['camera'], image)
    np.testing.assert_array_equal(pictures['labels'], camvid.palette[found])
    np.testing.assert_array_equal(pictures['confidence'], np.full((48, 64), 128))
    np.testing.assert_array_equal(pictures['drivable'][:24], image[:24] // 2)
    assert_tinted(pictures['drivable'][24:], image[24:], colours.DRIVABLE_AREA)


def test_pictures_with_truth(image, found, truth, segment, camvid):
    pictures = draw(image, found, truth, segment, camvid)
    assert list(pictures) == ['camera', 'truth', 'labels', 'errors', 'confidence', 'drivable']
    np.testing.assert_array_equal(pictures['truth'], camvid.palette[truth])


def test_errors_are_red_and_unlabelled_truth_is_grey(image, found, truth, segment, camvid):
    errors = draw(image, found, truth, segment, camvid)['errors']
    is_wrong = (found != truth) & (truth != 255)
    assert is_wrong.any()
    assert (errors[is_wrong] == colours.WRONG).all()
    assert (errors[truth == 255] == colours.WITHOUT_TRUTH).all()
    right = errors[found == truth]
    assert right.min() >= 160 and (right == right[:, :1]).all(), 'pale grey'


def test_drivable_area_is_compared_with_truth(image, found, truth, segment, camvid):
    drivable = draw(image, found, truth, segment, camvid)['drivable']
    parts = {
        colours.DRIVABLE_AREA: np.s_[24:, 16:56],
        colours.FALSELY_DRIVABLE: np.s_[24:, :16],
        colours.WITHOUT_TRUTH: np.s_[24:, 56:],
        colours.MISSED: np.s_[20:24],
    }
    for colour, part in parts.items():
        assert_tinted(drivable[part], image[part], colour)
    np.testing.assert_array_equal(drivable[:20], image[:20] // 2)


def assert_tinted(picture, image, colour):
    assert np.abs(picture - (0.5 * image + 0.5 * np.array(colour))).max() <= 0.5


def test_maps_of_another_size_are_brought_to_the_frames(image, found, truth, segment, camvid):
    of_full = draw(image, found, truth, segment, camvid)
    of_half = draw(image, found[::2, ::2], truth, segment, camvid)
    for name, picture in of_full.items():
        np.testing.assert_array_equal(picture, of_half[name])


@pytest.mark.parametrize(
    ('size', 'drawn'),
    [
        ((1920, 1080), (960, 540)),
        ((960, 99), (960, 99)),
        ((4000, 3), (960, 1)),
        ((1, 1), (1, 1)),
    ],
)
def test_wide_frames_are_drawn_smaller(segment, camvid, size, drawn):
    width, height = size
    frame = Frame(np.zeros((height, width, 3), np.uint8), 0, 'a')
    pictures = draw_pictures(frame, segment(np.zeros((8, 8), np.uint8)), camvid)
    assert {picture.shape[1::-1] for picture in pictures.values()} == {drawn}
