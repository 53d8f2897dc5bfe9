# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The expected calibration error against its definition, and against ways to flatter it."""

import math

import numpy as np
import pytest

from seg_node.core.calibration_error import CalibrationError


def measure(confidence, predicted, truth):
    calibration = CalibrationError()
    calibration.update(*(np.array([row], np.uint8) for row in (confidence, predicted, truth)))
    return calibration.compute()


def random_images(seed, shape=(40, 50)):
    """Draw confidence, prediction and truth that agree more where confidence is high."""
    random = np.random.default_rng(seed)
    confidence = random.integers(0, 256, shape, np.uint8)
    truth = random.choice(np.array([0, 1, 2, 255], np.uint8), shape)
    is_right = random.random(shape) < (confidence / 255) ** 2
    return confidence, np.where(is_right, truth, np.uint8(77)), truth


@pytest.mark.parametrize('seed', range(3))
def test_error_equals_the_definition(seed):
    confidence, predicted, truth = random_images(seed)
    pixels = [
        (int(level) / 255, p == t)
        for level, p, t in zip(confidence.flat, predicted.flat, truth.flat, strict=True)
        if t != 255
    ]
    expected = 0.0
    for index in range(15):
        inside = [(c, right) for c, right in pixels if index / 15 < c <= (index + 1) / 15]
        if index == 0:
            inside += [(c, right) for c, right in pixels if c == 0]
        accuracy = np.mean([right for _, right in inside])
        mean_confidence = np.mean([c for c, _ in inside])
        expected += len(inside) / len(pixels) * abs(accuracy - mean_confidence)

    calibration = CalibrationError()
    calibration.update(confidence, predicted, truth)
    assert calibration.compute().ece == pytest.approx(expected)
    assert expected > 0.05


def test_bins_counted_by_hand():
    found = measure([0, 17, 18, 34, 255, 255], [1, 0, 0, 0, 2, 1], [0, 0, 0, 1, 2, 2])
    np.testing.assert_allclose(found.share[[0, 1, 14]], 1 / 3)
    np.testing.assert_allclose(found.confidence[[0, 1, 14]], [8.5 / 255, 26 / 255, 1])
    np.testing.assert_allclose(found.accuracy[[0, 1, 14]], 1 / 2)
    assert found.share.sum() == 1
    assert np.isnan(found.confidence[2:14]).all() and np.isnan(found.accuracy[2:14]).all()
    gaps = [1 / 2 - 8.5 / 255, 1 / 2 - 26 / 255, 1 / 2]
    assert found.ece == pytest.approx(sum(gaps) / 3)


def test_sure_and_right_is_no_error():
    assert measure([255, 255], [0, 1], [0, 1]).ece == 0


def test_sure_and_wrong_is_the_whole_error():
    assert measure([255, 255], [1, 0], [0, 1]).ece == 1


def test_a_pixel_without_truth_counts_nowhere():
    assert measure([255, 255], [0, 255], [0, 255]).ece == 0
    assert measure([255, 255], [0, 3], [0, 255]).ece == 0


@pytest.mark.parametrize('no_class', [255, 254])
def test_a_pixel_predicted_as_no_class_is_wrong(no_class):
    assert measure([255, 255], [0, no_class], [0, 1]).ece == 1 / 2


def test_images_add_up_by_their_pixels():
    calibration = CalibrationError()
    for _ in range(3):
        calibration.update(*(np.full((1, 1), v, np.uint8) for v in (255, 0, 0)))
    calibration.update(*(np.full((1, 1), v, np.uint8) for v in (255, 1, 0)))
    assert calibration.compute().ece == 1 / 4


def test_no_truth_gives_nan_and_no_warning():
    found = measure([255], [0], [255])
    assert math.isnan(found.ece) and np.isnan(found.share).all()


def test_shapes_must_agree():
    one, two = np.zeros((1, 1), np.uint8), np.zeros((1, 2), np.uint8)
    for images in ((two, one, one), (one, two, one), (one, one, two)):
        with pytest.raises(ValueError, match=r'\(1, 2\)'):
            CalibrationError().update(*images)
