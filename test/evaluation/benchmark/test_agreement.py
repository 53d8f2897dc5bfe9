# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Shares of equal labels, counted by hand."""

import numpy as np
import pytest

from seg_node.evaluation.benchmark.agreement import Agreement, border_distance


@pytest.fixture
def halves():
    labels = np.zeros((4, 10), np.uint8)
    labels[:, 5:] = 1
    return labels


def test_distance_is_that_to_the_nearest_other_label(halves):
    row = [4.5, 3.5, 2.5, 1.5, 0.5, 0.5, 1.5, 2.5, 3.5, 4.5]
    np.testing.assert_allclose(border_distance(halves), np.tile(row, (4, 1)), atol=1e-5)


def test_image_of_one_label_has_no_border():
    assert np.isinf(border_distance(np.full((3, 3), 7, np.uint8))).all()


def test_pixels_near_the_references_border_count_only_among_all(halves):
    labels = halves.copy()
    labels[:, 5] = 0  # 4 of 40, next to the border
    agreement = Agreement(margin=2.0)
    agreement.update(labels, halves)
    assert agreement.to_dict() == {
        'all': 0.9,
        'away_from_borders': 1.0,
        'share_away_from_borders': 0.6,
        'classes': 2,
    }


def test_island_that_the_reference_does_not_have_counts_everywhere(halves):
    labels = halves.copy()
    labels[0, 0] = 3
    agreement = Agreement(margin=2.0)
    agreement.update(halves, halves)
    agreement.update(labels, halves)
    shares = agreement.to_dict()
    assert shares['all'] == round(79 / 80, 5)
    assert shares['away_from_borders'] == round(47 / 48, 5)


def test_where_all_is_border_there_is_nothing_to_compare():
    labels = np.arange(4, dtype=np.uint8).reshape(2, 2)
    agreement = Agreement(margin=2.0)
    agreement.update(labels, labels)
    assert agreement.to_dict()['away_from_borders'] is None


def test_class_that_fills_all_frames_is_told_apart_from_agreement():
    labels = np.full((3, 3), 7, np.uint8)
    agreement = Agreement(margin=2.0)
    agreement.update(labels, labels)
    assert agreement.to_dict()['classes'] == 1
