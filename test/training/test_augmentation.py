# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Labels follow the image through every random view."""

import cv2
import numpy as np
import pytest

from seg_node.training.augmentation import Augmentation

BLOCK = 8
SIZE = 64


@pytest.fixture(scope='module')
def frame():
    """Blocks of 24 grey and coloured classes, none like its mirror image."""
    random = np.random.default_rng(0)
    blocks = random.permutation(np.repeat(np.arange(24, dtype=np.uint8), 4)).reshape(8, 12)
    labels = blocks.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
    palette = random.integers(60, 190, (24, 3)).astype(np.uint8)
    return palette[labels], labels


def views(frame, scale_range, count=20):
    image, labels = frame
    augmentation = Augmentation(SIZE, scale_range, network_size=labels.shape[::-1])
    for seed in range(count):
        yield augmentation.apply(image, labels, np.random.default_rng(seed))


def inner(labels):
    """Mark pixels that are surely of one colour: no other class within two pixels."""
    window = np.ones((5, 5))
    is_pure = cv2.erode(labels, window) == cv2.dilate(labels, window)
    return np.pad(is_pure[2:-2, 2:-2], 2)


@pytest.mark.parametrize('scale_range', [(1.0, 1.0), (0.5, 0.9), (1.5, 3.0)])
def test_each_class_keeps_one_colour_of_its_own(frame, scale_range):
    for image, labels in views(frame, scale_range):
        seen = inner(labels)
        for label in np.unique(labels[seen]):
            assert len(np.unique(image[seen & (labels == label)], axis=0)) == 1


@pytest.mark.parametrize('scale_range', [(1.0, 1.0), (0.7, 0.9), (1.5, 3.0)])
def test_borders_of_labels_are_those_of_the_image(scale_range):
    stripes = np.digitize(np.arange(160), [10, 21, 39, 50, 68, 80, 99, 110, 129, 140]) % 2
    labels = np.tile(stripes.astype(np.uint8), (96, 1))
    image = (80 + 100 * labels)[..., None].repeat(3, axis=2)
    for frame in ((image, labels), (image.transpose(1, 0, 2), labels.T)):
        agreement = []
        for crop, crop_labels in views(frame, scale_range):
            # Linear interpolation passes the middle grey where the nearest pixel changes.
            grey = crop.sum(axis=2, dtype=int)
            is_bright = grey * 2 > grey.min() + grey.max()
            agreement.append(np.mean(is_bright == crop_labels))
        assert np.mean(agreement) > 0.995


def test_outside_of_the_frame_is_unlabelled(frame):
    for image, labels in views(frame, (0.25, 0.25)):
        height, width = (round(side * 0.25) for side in frame[1].shape)
        assert np.count_nonzero(labels != 255) == pytest.approx(height * width, abs=height + width)
        outside = cv2.erode((labels == 255).astype(np.uint8), np.ones((3, 3))) > 0
        assert len(np.unique(image[outside], axis=0)) == 1


def test_view_inside_a_large_frame_is_labelled_everywhere(frame):
    for _, labels in views(frame, (2.0, 2.0)):
        assert not (labels == 255).any()


def test_scale_counts_from_the_network_input(frame):
    augmentation = Augmentation(SIZE, (0.9, 1.1), network_size=(96, 64))
    image, labels = frame

    def view(factor):
        enlarged, enlarged_labels = (
            each.repeat(factor, axis=0).repeat(factor, axis=1) for each in (image, labels)
        )
        return augmentation.apply(enlarged, enlarged_labels, np.random.default_rng(3))[1]

    assert np.mean(view(2) == view(1)) > 0.95
    assert np.mean(view(4) == view(1)) > 0.95


def test_half_of_the_views_are_mirrored():
    labels = np.zeros((SIZE, SIZE), np.uint8)
    labels[:, 0] = 1
    image = np.zeros((SIZE, SIZE, 3), np.uint8)
    mirrored = [view[0, -1] for _, view in views((image, labels), (1.0, 1.0), count=200)]
    assert np.mean(mirrored) == pytest.approx(0.5, abs=0.1)


def test_scales_spread_over_the_range():
    labels = np.zeros((400, 400), np.uint8)
    image = np.zeros((400, 400, 3), np.uint8)
    shares = [np.mean(view != 255) for _, view in views((image, labels), (0.04, 0.16), count=100)]
    scales = np.sqrt(shares) * SIZE / 400
    assert scales.min() < 0.05 and scales.max() > 0.14
    assert np.median(scales) == pytest.approx(0.08, abs=0.02)  # as often halved as doubled


def test_view_depends_on_its_random_numbers_alone(frame):
    first, again = (list(views(frame, (0.6, 1.8), count=3)) for _ in range(2))
    for (image, labels), (image_again, labels_again) in zip(first, again, strict=True):
        np.testing.assert_array_equal(image, image_again)
        np.testing.assert_array_equal(labels, labels_again)
    assert not np.array_equal(first[0][1], first[1][1])


def test_frame_itself_stays_as_it_is(frame):
    copies = [each.copy() for each in frame]
    for image, labels in views(frame, (0.6, 1.8), count=3):
        assert image.dtype == labels.dtype == np.uint8
        assert image.flags.c_contiguous and labels.flags.c_contiguous
    np.testing.assert_array_equal(frame[0], copies[0])
    np.testing.assert_array_equal(frame[1], copies[1])


def test_colours_vary_as_gain_brightness_contrast_and_saturation_one_after_the_other(frame):
    image = frame[0][:SIZE, :SIZE]
    drawn = np.random.default_rng(7)
    wide = Augmentation(SIZE, (1.0, 1.0), network_size=(SIZE, SIZE))
    crop, _ = wide.apply(image, frame[1][:SIZE, :SIZE], np.random.default_rng(7))
    drawn.uniform(), drawn.uniform(0, 0), drawn.uniform(0, 0)  # scale, left, top
    expected = image[:, ::-1] if drawn.random() < 0.5 else image
    expected = expected * drawn.uniform(0.9, 1.1, 3) * drawn.uniform(0.65, 1.35)
    mean = expected.mean()
    expected = mean + (expected - mean) * drawn.uniform(0.7, 1.35)
    grey = expected.mean(axis=2, keepdims=True)
    expected = grey + (expected - grey) * drawn.uniform(0.5, 1.5)
    np.testing.assert_allclose(crop, np.clip(expected, 0, 255), atol=1)
