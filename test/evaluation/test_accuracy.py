# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Scores are those that can be counted by hand, and what was not there has none."""

import json

import numpy as np
import pytest

from seg_node.core.label_set import LabelClass, LabelSet
from seg_node.evaluation.accuracy import Accuracy

ROAD, GRASS, SKY = range(3)
CLASSES = tuple(LabelClass(name, (0, 0, 0)) for name in ('road', 'grass', 'sky'))
LABELS = LabelSet('three', CLASSES, {'drivable': ('road',)})
TRUTH = np.array([[ROAD, ROAD, ROAD, GRASS, 255]], np.uint8)


@pytest.fixture
def accuracy():
    return Accuracy(LABELS)


def mask(*ids):
    return np.array([ids], np.uint8)


def test_a_right_frame_has_full_marks(accuracy):
    accuracy.update(TRUTH, (TRUTH == ROAD) * np.uint8(255), TRUTH)
    assert accuracy.to_dict() == {
        'miou': 1.0,
        'iou': {'road': 1.0, 'grass': 1.0, 'sky': None},
        'pixel_accuracy': 1.0,
        'class_accuracy': 1.0,
        'drivable': {'iou': 1.0, 'precision': 1.0, 'recall': 1.0},
        'false_drivable_rate': 0.0,
    }


def test_frames_add_up(accuracy):
    area = mask(255, 255, 0, 0, 255)
    accuracy.update(mask(ROAD, ROAD, GRASS, GRASS, SKY), area, TRUTH)
    accuracy.update(mask(ROAD, 255, ROAD, ROAD, ROAD), mask(255, 0, 0, 255, 0), TRUTH)
    assert accuracy.frame_count == 2
    assert accuracy.to_dict() == {
        'miou': round((4 / 7 + 1 / 3) / 2, 4),
        'iou': {'road': round(4 / 7, 4), 'grass': round(1 / 3, 4), 'sky': None},
        'pixel_accuracy': round(5 / 8, 4),
        'class_accuracy': round((4 / 6 + 1 / 2) / 2, 4),
        'drivable': {'iou': round(3 / 7, 4), 'precision': 0.75, 'recall': 0.5},
        'false_drivable_rate': 0.25,
    }
    assert accuracy.class_accuracies() == {'road': round(4 / 6, 4), 'grass': 0.5, 'sky': None}


def test_what_was_never_counted_is_null_in_json(accuracy):
    scores = json.loads(json.dumps(accuracy.to_dict(), allow_nan=False))
    assert scores['miou'] is None
    assert scores['false_drivable_rate'] is None
    assert set(scores['iou'].values()) == set(scores['drivable'].values()) == {None}


def test_without_a_drivable_set_all_that_is_called_drivable_is_false():
    accuracy = Accuracy(LabelSet('three', CLASSES))
    accuracy.update(TRUTH, np.full_like(TRUTH, 255), TRUTH)
    assert accuracy.to_dict()['false_drivable_rate'] == 1.0
