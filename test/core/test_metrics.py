# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Scores against counting by hand, and against the ways in which scores flatter."""

import math

import numpy as np
import pytest

from seg_node.core.errors import LabelSetError
from seg_node.core.metrics import ConfusionMatrix, DrivableCounts


def labels(*rows):
    return np.array(rows, np.uint8)


def score(predicted, truth, class_count=3):
    matrix = ConfusionMatrix(class_count)
    matrix.update(predicted, truth)
    return matrix.compute()


def random_pair(seed, class_count, shape=(24, 32)):
    rng = np.random.default_rng(seed)
    ids = np.append(np.arange(class_count, dtype=np.uint8), np.uint8(255))
    return rng.choice(np.append(ids, np.uint8(200)), shape), rng.choice(ids, shape)


@pytest.mark.parametrize('seed', range(4))
def test_scores_equal_those_of_sets_of_pixels(seed):
    class_count = 5
    predicted, truth = random_pair(seed, class_count)
    pixels = [
        (int(p), int(t)) for p, t in zip(predicted.flat, truth.flat, strict=True) if t != 255
    ]
    scores = score(predicted, truth, class_count)
    for c in range(class_count):
        in_truth = {i for i, (_, t) in enumerate(pixels) if t == c}
        in_prediction = {i for i, (p, _) in enumerate(pixels) if p == c}
        both = len(in_truth & in_prediction)
        assert scores.iou[c] == pytest.approx(both / len(in_truth | in_prediction))
        assert scores.class_accuracy[c] == pytest.approx(both / len(in_truth))
    assert scores.miou == pytest.approx(sum(scores.iou) / class_count)
    right = sum(p == t for p, t in pixels)
    assert scores.pixel_accuracy == pytest.approx(right / len(pixels))


def test_a_small_image_counted_by_hand():
    scores = score(labels([0, 0, 1], [1, 1, 2]), labels([0, 1, 1], [1, 2, 2]))
    np.testing.assert_allclose(scores.iou, [1 / 2, 2 / 4, 1 / 2])
    np.testing.assert_allclose(scores.class_accuracy, [1, 2 / 3, 1 / 2])
    assert scores.miou == pytest.approx(1 / 2)
    assert scores.pixel_accuracy == pytest.approx(4 / 6)
    assert scores.mean_class_accuracy == pytest.approx((1 + 2 / 3 + 1 / 2) / 3)


@pytest.mark.parametrize('no_class', [255, 254, 3])
def test_a_pixel_predicted_as_no_class_is_a_miss(no_class):
    scores = score(labels([0, no_class], [1, 1]), labels([0, 0], [1, 1]))
    np.testing.assert_array_equal(scores.iou, [1 / 2, 1, np.nan])
    assert scores.pixel_accuracy == 3 / 4
    assert scores.class_accuracy[0] == 1 / 2
    assert scores.mean_class_accuracy == 3 / 4


def test_a_pixel_without_truth_counts_nowhere():
    scores = score(labels([0, 1, 2, 255]), labels([0, 255, 255, 255]))
    np.testing.assert_array_equal(scores.iou, [1, np.nan, np.nan])
    assert scores.miou == scores.pixel_accuracy == 1


def test_a_class_that_is_nowhere_does_not_raise_the_mean():
    scores = score(labels([0, 0, 1, 1]), labels([0, 1, 1, 0]))
    assert math.isnan(scores.iou[2]) and math.isnan(scores.class_accuracy[2])
    assert scores.miou == pytest.approx(1 / 3)


def test_a_class_that_is_only_predicted_counts_as_zero():
    scores = score(labels([0, 0, 0, 2]), labels([0, 0, 0, 0]))
    np.testing.assert_array_equal(scores.iou, [3 / 4, np.nan, 0])
    assert scores.miou == pytest.approx(3 / 8)
    assert math.isnan(scores.class_accuracy[2])
    assert scores.mean_class_accuracy == 3 / 4


def test_the_mean_is_over_all_pixels_and_not_over_images():
    matrix = ConfusionMatrix(2)
    matrix.update(labels([0, 0, 0, 0]), labels([0, 0, 0, 0]))
    matrix.update(labels([1, 1]), labels([0, 1]))
    np.testing.assert_allclose(matrix.compute().iou, [4 / 5, 1 / 2])


def test_no_truth_gives_nan_and_no_warning():
    scores = score(labels([0, 1]), labels([255, 255]))
    assert np.isnan(scores.iou).all() and np.isnan(scores.class_accuracy).all()
    assert math.isnan(scores.miou) and math.isnan(scores.pixel_accuracy)
    assert math.isnan(scores.mean_class_accuracy)


def test_truth_of_another_label_set_is_refused_and_not_counted():
    matrix = ConfusionMatrix(3)
    with pytest.raises(LabelSetError, match='holds the id 7 and there are 3 classes'):
        matrix.update(labels([0, 0]), labels([0, 7]))
    assert not matrix.counts.any()


def test_all_255_classes_are_counted():
    ids = np.arange(255, dtype=np.uint8)[None]
    assert score(ids, ids, 255).miou == 1


def test_shapes_must_agree():
    with pytest.raises(ValueError, match=r'\(2, 1\).*\(1, 2\)'):
        score(labels([0, 0]), labels([0], [0]))
    with pytest.raises(ValueError, match='shape'):
        DrivableCounts().update(labels([0, 0]), labels([0], [0]), [0])


def test_drivable_scores_counted_by_hand():
    counts = DrivableCounts()
    mask = labels([255, 255, 255, 0, 0], [255, 0, 255, 255, 0])
    truth = labels([3, 4, 9, 3, 9], [255, 255, 3, 9, 4])
    counts.update(mask, truth, {3, 4})
    assert counts == DrivableCounts(true_drivable=3, false_drivable=2, missed_drivable=2)
    scores = counts.compute()
    assert scores.iou == pytest.approx(3 / 7)
    assert scores.precision == pytest.approx(3 / 5)
    assert scores.recall == pytest.approx(3 / 5)
    assert scores.false_drivable_rate == pytest.approx(2 / 5)


def test_calling_nothing_drivable_is_not_called_safe():
    counts = DrivableCounts()
    counts.update(labels([0, 0]), labels([3, 9]), [3])
    scores = counts.compute()
    assert math.isnan(scores.false_drivable_rate) and math.isnan(scores.precision)
    assert scores.recall == scores.iou == 0


def test_no_drivable_truth_has_no_recall():
    counts = DrivableCounts()
    counts.update(labels([255, 0]), labels([9, 9]), [3])
    scores = counts.compute()
    assert math.isnan(scores.recall)
    assert scores.false_drivable_rate == 1
    assert scores.iou == scores.precision == 0


def test_unlabelled_is_not_drivable_even_if_asked_for():
    counts = DrivableCounts()
    counts.update(labels([255, 255]), labels([255, 3]), [3, 255])
    assert counts == DrivableCounts(true_drivable=1)
