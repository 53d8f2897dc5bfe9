# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Boundary F1 against its definition, pixel by pixel, and against ways to flatter it."""

import math

import numpy as np
import pytest

from seg_node.core.boundary_f1 import BoundaryF1

VOID, NO_CLASS = 255, 200
WIDTH = 400  # with a tolerance that is just above 3 px


def score(predicted, truth, class_count=3):
    boundary = BoundaryF1(class_count)
    boundary.update(predicted, truth)
    return boundary.compute()


def strip(*runs):
    """Draw an image of 4 x WIDTH pixels from (class id, first column) of its runs."""
    row = np.zeros(WIDTH, np.uint8)
    for class_id, start in runs:
        row[start:] = class_id
    return np.tile(row, (4, 1))


def blobs(seed, ids, shape):
    """Draw patches of random ids, with some stray pixels."""
    random = np.random.default_rng(seed)
    patches = random.choice(ids, (shape[0] // 6 + 1, shape[1] // 9 + 1))
    image = patches.repeat(6, axis=0).repeat(9, axis=1)[: shape[0], : shape[1]]
    is_stray = random.random(shape) < 0.01
    return np.where(is_stray, random.choice(ids, shape), image).astype(np.uint8)


def boundary_by_definition(ids, truth, class_id):
    height, width = ids.shape
    pixels = []
    for y, x in np.argwhere((ids == class_id) & (truth != VOID)):
        around = [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]
        inside = [(v, u) for v, u in around if 0 <= v < height and 0 <= u < width]
        if any(truth[place] != VOID and ids[place] != class_id for place in inside):
            pixels.append((y, x))
    return pixels


def f1_by_definition(predicted, truth, class_id):
    found = boundary_by_definition(predicted, truth, class_id)
    true = boundary_by_definition(truth, truth, class_id)
    if not found and not true:
        return math.nan
    tolerance = 0.0075 * math.hypot(*truth.shape)

    def share(pixels, others):
        near = [any(math.dist(pixel, other) < tolerance for other in others) for pixel in pixels]
        return sum(near) / len(near) if near else 0.0

    precision, recall = share(found, true), share(true, found)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@pytest.mark.parametrize('shape', [(12, 300), (240, 10), (24, 30)])
@pytest.mark.parametrize('seed', range(3))
def test_scores_equal_the_definition(seed, shape):
    class_count = 4
    truth = blobs(seed, [0, 1, 2, VOID], shape)
    predicted = np.where(
        np.random.default_rng(seed).random(shape) < 0.7,
        np.roll(truth, seed + 1, axis=1),
        blobs(seed + 9, [0, 1, 3, VOID, NO_CLASS], shape),
    )
    expected = [f1_by_definition(predicted, truth, class_id) for class_id in range(class_count)]
    scores = score(predicted, truth, class_count)
    np.testing.assert_allclose(scores.class_f1, expected)
    assert scores.f1 == pytest.approx(np.nanmean(expected))
    assert 0 < scores.f1 < 1


@pytest.mark.parametrize(('shift', 'expected'), [(0, 1), (3, 1), (4, 0), (50, 0)])
def test_a_boundary_is_met_within_the_tolerance(shift, expected):
    scores = score(strip((1, 100 + shift)), strip((1, 100)))
    np.testing.assert_array_equal(scores.class_f1, [expected, expected, np.nan])
    assert scores.f1 == expected


def test_precision_and_recall_are_weighed_alike():
    truth, found_twice = strip((1, 100)), strip((1, 100), (0, 300))
    assert score(found_twice, truth).f1 == pytest.approx(2 / 3)
    assert score(truth, found_twice).f1 == pytest.approx(2 / 3)


def test_the_edge_of_the_image_is_no_boundary():
    scores = score(strip((1, 0)), strip((1, 0)))
    assert math.isnan(scores.f1) and np.isnan(scores.class_f1).all()


def test_a_side_towards_unlabelled_truth_does_not_count():
    truth = strip((VOID, 100), (1, 200))
    for predicted in (strip((1, 150)), strip((1, 100)), strip((2, 100), (1, 200))):
        assert math.isnan(score(predicted, truth).f1)
    assert score(strip((1, 150), (2, 300)), truth).f1 == 0  # what is labelled still counts


def test_unlabelled_truth_leaves_the_other_sides():
    truth = strip((1, 100), (VOID, 200))
    np.testing.assert_array_equal(score(strip((1, 100)), truth).class_f1, [1, 1, np.nan])


@pytest.mark.parametrize('no_class', [VOID, NO_CLASS, 3])
def test_hard_pixels_predicted_as_no_class_hide_no_boundary(no_class):
    truth = strip((1, 100))
    wrong = score(strip((1, 100), (0, 300)), truth)
    hidden = score(strip((1, 100), (no_class, 300)), truth)
    assert hidden.class_f1[1] == wrong.class_f1[1] < 1
    assert score(np.full_like(truth, no_class), truth).f1 == 0


def test_a_class_that_is_only_predicted_or_only_true_counts_as_zero():
    found = score(strip((1, 100), (2, 300)), strip((1, 100)))
    missed = score(strip((1, 100)), strip((1, 100), (2, 300)))
    for scores in (found, missed):
        assert scores.class_f1[2] == 0
        assert scores.f1 == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_means_are_taken_over_images():
    boundary = BoundaryF1(3)
    boundary.update(strip((1, 100)), strip((1, 100)))  # 1 and 1
    boundary.update(strip((1, 300)), strip((2, 100)))  # 0, 0 and 0
    boundary.update(strip(), strip())  # says nothing
    scores = boundary.compute()
    np.testing.assert_array_equal(scores.class_f1, [1 / 2, 1 / 2, 0])
    assert scores.f1 == 1 / 2


def test_a_single_pixel_has_no_boundary():
    pixel = np.zeros((1, 1), np.uint8)
    assert math.isnan(score(pixel, pixel).f1)


def test_all_255_classes_are_scored():
    ids = np.arange(255, dtype=np.uint8).repeat(2)[None]
    scores = score(ids, ids, 255)
    np.testing.assert_array_equal(scores.class_f1, np.ones(255))


def test_nothing_gives_nan():
    scores = BoundaryF1(2).compute()
    assert math.isnan(scores.f1) and np.isnan(scores.class_f1).all()


def test_shapes_must_agree():
    with pytest.raises(ValueError, match=r'\(2, 1\).*\(1, 2\)'):
        score(np.zeros((1, 2), np.uint8), np.zeros((2, 1), np.uint8))
