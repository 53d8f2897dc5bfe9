# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Colours where they belong, and an outline where the drivable area ends."""

import numpy as np
import pytest

from seg_node.core.overlay import colour_labels, draw_overlay, highlight


@pytest.fixture
def palette():
    return np.random.default_rng(1).integers(0, 256, (256, 3), np.uint8)


@pytest.fixture
def image():
    return np.random.default_rng(2).integers(0, 256, (48, 64, 3), np.uint8)


@pytest.fixture
def labels():
    labels = np.random.default_rng(3).integers(0, 11, (48, 64), np.uint8)
    labels[:10] = 255
    return labels


def outlined(drivable):
    """Mark the pixels that the outline changes on a grey image without classes."""
    grey = np.full((*drivable.shape, 3), 120, np.uint8)
    unlabelled = np.full(drivable.shape, 255, np.uint8)
    overlay = draw_overlay(grey, unlabelled, np.zeros((256, 3), np.uint8), 0.5, drivable)
    return (overlay != 120).any(axis=2)


def test_every_id_has_its_colour(palette):
    labels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    coloured = colour_labels(labels, palette)
    np.testing.assert_array_equal(coloured.reshape(256, 3), palette)


def test_colours_of_a_label_set(camvid):
    coloured = colour_labels(np.array([[3, 0]], np.uint8), camvid.palette)
    assert coloured.tolist() == [[[128, 64, 128], [128, 128, 128]]]


@pytest.mark.parametrize('opacity', [0.0, 0.3, 0.5, 1.0])
def test_classes_are_blended_and_unlabelled_pixels_are_left_alone(image, labels, palette, opacity):
    overlay = draw_overlay(image, labels, palette, opacity)
    expected = (1 - opacity) * image + opacity * palette[labels]
    assert np.abs(overlay[10:] - expected[10:]).max() <= 0.5 + 1e-4
    np.testing.assert_array_equal(overlay[:10], image[:10])


def test_inputs_stay_as_they_are(image, labels, palette):
    drivable = np.full(labels.shape, 255, np.uint8)
    arrays = (image, labels, palette, drivable)
    before = [array.copy() for array in arrays]
    for array in arrays:
        array.flags.writeable = False
    draw_overlay(image, labels, palette, 0.5, drivable)
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_the_outline_is_green_along_the_edge_of_the_area(image, labels, palette):
    drivable = np.zeros(labels.shape, np.uint8)
    drivable[20:40, 10:50] = 255
    overlay = draw_overlay(image, labels, palette, 0.5, drivable)
    for edge in (overlay[20, 11:49], overlay[39, 11:49], overlay[21:39, 10], overlay[21:39, 49]):
        red, green, blue = edge.astype(int).T
        assert (green - np.maximum(red, blue) > 80).all()
    plain = draw_overlay(image, labels, palette, 0.5)
    np.testing.assert_array_equal(overlay[25:35, 15:45], plain[25:35, 15:45])
    np.testing.assert_array_equal(overlay[:15], plain[:15])


def test_an_obstacle_inside_the_area_is_outlined_too():
    drivable = np.full((60, 80), 255, np.uint8)
    drivable[20:40, 30:50] = 0
    is_outline = outlined(drivable)
    assert is_outline[19, 30:50].all() and is_outline[20:40, 29].all()
    assert not is_outline[:15].any()


def test_no_line_runs_where_the_area_goes_on_beyond_the_picture():
    drivable = np.zeros((60, 80), np.uint8)
    drivable[30:] = 255
    is_outline = outlined(drivable)
    assert is_outline[30].all()
    assert not is_outline[35:].any()


@pytest.mark.parametrize('value', [0, 255])
def test_an_area_without_an_edge_has_no_outline(value):
    assert not outlined(np.full((60, 80), value, np.uint8)).any()


def test_the_outline_grows_with_the_picture():
    thickness = []
    for height in (240, 960):
        drivable = np.zeros((height, height), np.uint8)
        drivable[100:] = 255
        thickness.append(np.count_nonzero(outlined(drivable)[:, 100]))
    assert thickness[1] > 2 * thickness[0]


def test_highlighted_areas_are_tinted_and_the_rest_is_darker(image):
    left, top = np.zeros((2, 48, 64), np.uint8)
    left[:, :20] = 255
    top[:10] = 1
    picture = highlight(image, [(left, (255, 0, 0)), (top, (0, 0, 255))])
    np.testing.assert_array_equal(picture[10:, 20:], image[10:, 20:] // 2)
    for part, colour in ((np.s_[10:, :20], (255, 0, 0)), (np.s_[:10], (0, 0, 255))):
        assert np.abs(picture[part] - (image[part] / 2 + np.array(colour) / 2)).max() <= 0.5
