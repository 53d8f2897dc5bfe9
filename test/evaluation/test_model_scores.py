# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model's scores are those of what leaves its pipeline, at the size of the truth."""

import json

import numpy as np
import pytest

from seg_node.core.errors import SourceError
from seg_node.core.maps import SegmentationMaps
from seg_node.core.pipeline import PipelineSettings, SegmentedFrame
from seg_node.core.published_classes import PublishedClasses
from seg_node.core.risk_limit import ChosenThreshold
from seg_node.evaluation.model_scores import ModelScores, score_model
from seg_node.sources.frame_source import Frame

SKY, POLE, ROAD, CAR = 0, 2, 3, 8


@pytest.fixture
def truth():
    """Sky over a road with a car, at the size of a camera whose tolerance is 3 px."""
    labels = np.full((240, 320), SKY, np.uint8)
    labels[120:] = ROAD
    labels[100:160, 40:80] = CAR
    return labels


def segmented(camvid, labels, confidence=255, sure=255):
    """Give what a pipeline makes of a net's answer."""
    road = (labels == ROAD) * np.uint8(sure)
    maps = SegmentationMaps(labels, np.full_like(labels, confidence), road[None])
    settings = PipelineSettings(class_sets={'drivable': ('Road',)})
    image = np.zeros((*labels.shape, 3), np.uint8)
    return SegmentedFrame(
        image, maps, settings, PublishedClasses(camvid), camvid.palette, ChosenThreshold(0.5)
    )


def score(camvid, labels, truth, confidence=255):
    scores = ModelScores(camvid)
    scores.update(segmented(camvid, labels, confidence), truth)
    return scores.to_dict()


def test_a_right_frame_has_full_marks(camvid, truth):
    scores = score(camvid, truth, truth)
    assert scores['frames'] == 1
    assert scores['miou'] == scores['pixel_accuracy'] == scores['class_accuracy'] == 1
    assert scores['boundary_f1'] == 1
    assert scores['drivable'] == {'iou': 1, 'precision': 1, 'recall': 1}
    assert scores['false_drivable_rate'] == scores['ece'] == 0
    true = {'Sky', 'Road', 'Car'}
    for key in ('iou', 'class_accuracy_per_class', 'boundary_f1_per_class'):
        assert scores[key] == {name: 1 if name in true else None for name in camvid.names}


def test_maps_of_another_size_are_brought_to_the_truths(camvid, truth):
    assert score(camvid, truth[::2, ::2], truth) == score(camvid, truth, truth)
    assert score(camvid, truth.repeat(2, 0).repeat(2, 1), truth) == score(camvid, truth, truth)


def test_the_error_of_confidence_is_its_distance_from_accuracy(camvid, truth):
    scores = score(camvid, np.full_like(truth, SKY), truth, confidence=204)
    assert scores['ece'] == pytest.approx(0.8 - np.mean(truth == SKY), abs=1e-4)
    assert scores['reliability']['confidence'] == [None] * 11 + [0.8] + [None] * 3
    assert scores['reliability']['share'] == [0] * 11 + [1] + [0] * 3


@pytest.mark.parametrize('no_class', [255, 11, 254])
def test_hard_pixels_that_are_left_unlabelled_are_misses(camvid, truth, no_class):
    is_hard = truth == CAR
    wrong = score(camvid, np.where(is_hard, np.uint8(SKY), truth), truth)
    dropped = score(camvid, np.where(is_hard, np.uint8(no_class), truth), truth)
    assert dropped['iou']['Car'] == wrong['iou']['Car'] == 0
    assert dropped['boundary_f1_per_class']['Car'] == 0
    for key in ('pixel_accuracy', 'class_accuracy', 'ece'):
        assert dropped[key] == wrong[key] != score(camvid, truth, truth)[key]


def test_a_class_that_is_predicted_and_never_true_counts_as_zero(camvid, truth):
    predicted = truth.copy()
    predicted[200:220, 200:220] = POLE
    scores = score(camvid, predicted, truth)
    assert scores['iou']['Pole'] == scores['boundary_f1_per_class']['Pole'] == 0
    assert scores['class_accuracy_per_class']['Pole'] is None
    assert scores['miou'] == pytest.approx((2 + scores['iou']['Road']) / 4, abs=1e-4)


def test_what_cannot_be_scored_is_null_in_json(camvid, truth):
    unlabelled = np.full_like(truth, 255)
    scores = json.loads(json.dumps(score(camvid, truth, unlabelled), allow_nan=False))
    assert scores['frames'] == 1
    for key in ('miou', 'pixel_accuracy', 'class_accuracy', 'boundary_f1', 'ece'):
        assert scores[key] is None


@pytest.fixture
def pipeline(colour_model):
    pytest.importorskip('onnxruntime')
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions
    from seg_node.core.pipeline import Pipeline

    backend = OnnxRuntimeBackend(colour_model, BackendOptions(threads=1))
    yield Pipeline(backend, PipelineSettings())
    backend.close()


def test_frames_without_truth_are_left_out(pipeline, camvid, truth):
    image = camvid.palette[truth]
    frames = [Frame(image[:, ::-1], 0, 'a'), Frame(image, 1, 'b', truth)]
    scores = score_model(pipeline, frames, 'drive').to_dict()
    assert scores['frames'] == 1
    assert scores['miou'] > 0.9


def test_frames_of_which_none_has_truth_are_refused(pipeline):
    frames = [Frame(np.zeros((8, 8, 3), np.uint8), 0, 'a')]
    with pytest.raises(SourceError, match='drive has no frame with labels'):
        score_model(pipeline, frames, 'drive')


def test_observer_is_shown_all_frames(pipeline, camvid, truth):
    frames = [Frame(camvid.palette[truth], 0, 'a'), Frame(camvid.palette[truth], 1, 'b', truth)]
    seen = []
    scores = score_model(
        pipeline, frames, 'drive', lambda frame, segmented: seen.append((frame, segmented.mask))
    )
    assert scores.frame_count == 1
    assert [frame for frame, _ in seen] == frames
    np.testing.assert_array_equal(seen[0][1], seen[1][1])


def test_observed_frames_need_no_truth(pipeline):
    frames = [Frame(np.zeros((8, 8, 3), np.uint8), 0, 'a')]
    assert score_model(pipeline, frames, 'drive', lambda *_: None).frame_count == 0
