# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Classes that change count where the picture shows what it did, and nowhere else."""

import cv2
import numpy as np
import pytest

from seg_node.replay.weak_spots.flicker import Flicker

SIZE = (128, 96)
STEP = (3, 1)


@pytest.fixture(scope='module')
def scene():
    """Give a picture with something to follow everywhere, larger than what a camera sees."""
    noise = np.random.default_rng(0).integers(0, 256, (160, 200, 3), np.uint8)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 2), None, 0, 200, cv2.NORM_MINMAX)


def view(scene, frame):
    """See what the camera sees after so many steps."""
    width, height = SIZE
    x, y = (20 + frame * step for step in STEP)
    return np.ascontiguousarray(scene[y : y + height, x : x + width])


def labels_of(image):
    """Give classes that hang on the picture alone."""
    return (cv2.GaussianBlur(image[:, :, 1], (0, 0), 3) > 100).astype(np.uint8)


def measure(*frames):
    flicker = Flicker()
    return [flicker.measure(image, labels) for image, labels in frames]


def test_classes_that_move_with_the_picture_do_not_flicker(scene):
    views = [view(scene, frame) for frame in range(3)]
    first, *others = measure(*((image, labels_of(image)) for image in views))
    assert np.isnan(first)
    still = np.mean(labels_of(views[0]) != labels_of(views[1]))
    assert max(others) < 0.03 < still


def test_a_class_that_changes_counts_with_its_pixels(scene):
    image = view(scene, 0)
    labels = labels_of(image)
    changed = labels.copy()
    changed[20:44, 30:62] ^= 1
    _, same, flicker, back = measure(
        (image, labels), (image, labels), (image, changed), (image, labels)
    )
    assert same == 0
    assert flicker == back == pytest.approx(24 * 32 / labels.size, rel=0.02)


def test_classes_of_another_picture_do_not_count(scene):
    image = view(scene, 0)
    hidden = image.copy()
    hidden[:, 64:] = 255
    labels = labels_of(image)
    changed = labels.copy()
    changed[:, 80:] ^= 1
    _, flicker = measure((image, labels), (hidden, changed))
    assert flicker < 0.1 < 48 / 128


def test_what_comes_into_the_picture_does_not_count(scene):
    """Let a plain border look like what is beyond it, which has another class."""
    scene = scene.copy()
    scene[:, :40] = 100
    classes = np.zeros(scene.shape[:2], np.uint8)
    classes[:, :30] = 1
    views = [np.s_[:96, x : x + 128] for x in (30, 24)]
    _, flicker = measure(*((scene[view].copy(), classes[view].copy()) for view in views))
    assert flicker < 0.01 < 6 / 128


@pytest.mark.parametrize(
    'other',
    [
        pytest.param((np.full((96, 128, 3), 255, np.uint8), (96, 128)), id='all is hidden'),
        pytest.param((np.zeros((96, 128, 3), np.uint8), (48, 64)), id='another grid'),
    ],
)
def test_where_nothing_can_be_compared_nothing_is_said(other):
    image, shape = other
    black = np.zeros((96, 128, 3), np.uint8)
    _, flicker = measure(
        (black, np.zeros((96, 128), np.uint8)), (image, np.zeros(shape, np.uint8))
    )
    assert np.isnan(flicker)


def test_tiny_maps_are_taken_for_what_they_are():
    frames = [(np.zeros((96, 128, 3), np.uint8), np.zeros((8, 16), np.uint8))] * 2
    assert np.isnan(measure(*frames)).all()


def test_after_a_break_nothing_is_compared(scene):
    image = view(scene, 0)
    flicker = Flicker()
    flicker.measure(image, labels_of(image))
    flicker.forget()
    assert np.isnan(flicker.measure(image, labels_of(image)))
