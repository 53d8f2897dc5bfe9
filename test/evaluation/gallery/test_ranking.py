# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames come in the order of their scores, none twice, and ties in that of the source."""

import numpy as np
import pytest

from seg_node.core.metrics import ConfusionMatrix, DrivableCounts
from seg_node.evaluation.gallery.ranking import Ranking
from seg_node.sources.frame_source import Frame

SKY, POLE, ROAD, CAR = 0, 2, 3, 8
SHAPE = (24, 32)


def frame_of(truth, name='a'):
    return Frame(np.zeros((*SHAPE, 3), np.uint8), 0, name, truth)


def random_labels(rng):
    """Draw labels: road under a sky, and blocks of other classes."""
    labels = np.full(SHAPE, SKY, np.uint8)
    labels[12:] = ROAD
    for _ in range(int(rng.integers(5))):
        top, left = rng.integers(0, 20), rng.integers(0, 28)
        labels[top : top + 4, left : left + 4] = rng.integers(11)
    return labels


@pytest.fixture
def pairs():
    """Truth and answer of twenty frames, of which several are equal."""
    rng = np.random.default_rng(7)
    pairs = [(random_labels(rng), random_labels(rng)) for _ in range(16)]
    return pairs + pairs[3:7]


def rank(camvid, segment, pairs):
    ranking = Ranking(camvid)
    for truth, found in pairs:
        ranking.add(frame_of(truth), segment(found))
    return ranking


def places(groups):
    return {group.kind: [frame.place for frame in group.frames] for group in groups}


def miou(truth, found):
    """Compute a frame's mIoU class by class."""
    ious = []
    for class_id in range(11):
        union = np.sum((truth == class_id) | (found == class_id))
        if union:
            ious.append(np.sum((truth == class_id) & (found == class_id)) / union)
    return sum(ious) / len(ious)


def test_order_is_that_of_brute_force(camvid, segment, pairs):
    scores = [miou(*pair) for pair in pairs]
    assert len(set(scores)) < len(scores), 'some must be equal'
    order = sorted(range(20), key=lambda place: (-scores[place], place))
    worst = sorted(order[-3:], key=lambda place: (scores[place], place))
    ranking = rank(camvid, segment, pairs)
    assert places(ranking.groups(3)) == {
        'best': order[:3],
        'typical': order[8:11],
        'worst': worst,
    }
    for group in ranking.groups(6):
        for frame in group.frames:
            assert frame.truth.miou == pytest.approx(scores[frame.place])


def test_equal_frames_keep_their_order(camvid, segment, pairs):
    ranking = rank(camvid, segment, pairs[:1] * 9)
    assert places(ranking.groups(2)) == {'best': [0, 1], 'typical': [3, 4], 'worst': [7, 8]}


@pytest.mark.parametrize(
    ('count', 'sizes'),
    [
        (1, {'typical': 1}),
        (2, {'best': 1, 'worst': 1}),
        (3, {'best': 1, 'typical': 1, 'worst': 1}),
        (4, {'best': 1, 'typical': 2, 'worst': 1}),
        (17, {'best': 6, 'typical': 5, 'worst': 6}),
        (18, {'best': 6, 'typical': 6, 'worst': 6}),
        (20, {'best': 6, 'typical': 6, 'worst': 6}),
    ],
)
def test_few_frames_are_all_shown_and_none_twice(camvid, segment, pairs, count, sizes):
    groups = rank(camvid, segment, pairs[:count]).groups(6)
    assert {group.kind: len(group.frames) for group in groups} == sizes
    shown = [frame.place for group in groups for frame in group.frames]
    assert len(set(shown)) == len(shown) == min(count, 18)


def test_scores_are_those_of_the_metrics(camvid, segment, pairs):
    truth, found = pairs[5]
    truth[:2] = 255
    (group,) = rank(camvid, segment, [(truth, found)]).groups(1)
    (frame,) = group.frames
    drivable, matrix = DrivableCounts(), ConfusionMatrix(11)
    area = segment(found).drivable_area
    drivable.update(area, truth, [ROAD])
    matrix.update(found, truth)
    assert frame.truth.drivable_iou == drivable.compute().iou
    assert frame.truth.false_drivable_rate == drivable.compute().false_drivable_rate
    assert frame.truth.miou == matrix.compute().miou
    assert frame.drivable_share == np.mean(area == 255)


def test_worst_class_is_the_largest_of_the_lowest_iou(camvid, segment):
    truth = np.full(SHAPE, SKY, np.uint8)
    found = truth.copy()
    found[:2, :2] = POLE
    found[4:8, :4] = CAR
    (group,) = rank(camvid, segment, [(truth, found)]).groups(1)
    worst = group.frames[0].truth.worst
    assert (worst.class_id, worst.iou, worst.share) == (CAR, 0, 16 / truth.size)


def test_maps_of_another_size_are_brought_to_the_truths(camvid, segment, pairs):
    truth, found = pairs[0]
    larger = found.repeat(2, 0).repeat(2, 1)
    (small,), (large,) = (
        rank(camvid, segment, [(truth, each)]).groups(1)[0].frames for each in (found, larger)
    )
    assert small.truth == large.truth


def test_without_truth_the_least_sure_come_first(camvid, segment, pairs):
    ranking = Ranking(camvid)
    for confidence in (200, 90, 255, 90, 130):
        ranking.add(frame_of(None), segment(pairs[0][1], confidence))
    assert not ranking.is_by_truth
    groups = places(ranking.groups(1))
    assert groups == {'least sure': [1], 'typical': [4], 'most sure': [2]}
    assert ranking.left_out_count == 0
    summary = ranking.to_dict()
    assert summary['frames'] == 5
    assert summary['mean_confidence'] == pytest.approx(765 / 5 / 255, abs=1e-4)
    assert 0 < summary['drivable_share'] < 1


@pytest.mark.parametrize(('labelled_rows', 'is_ranked'), [(0, False), (2, False), (3, True)])
def test_frame_with_too_little_truth_is_left_out(camvid, segment, pairs, labelled_rows, is_ranked):
    truth, found = pairs[0]
    sparse = np.full(SHAPE, 255, np.uint8)
    sparse[:labelled_rows] = SKY
    ranking = rank(camvid, segment, [(truth, found), (sparse, found)])
    shown = sum(len(group.frames) for group in ranking.groups(6))
    assert (shown, ranking.left_out_count) == ((2, 0) if is_ranked else (1, 1))


def test_frames_that_all_have_too_little_truth_are_ordered_by_confidence(camvid, segment, pairs):
    ranking = Ranking(camvid)
    for confidence in (200, 90):
        truth = np.full(SHAPE, 255, np.uint8)
        ranking.add(frame_of(truth), segment(pairs[0][1], confidence))
    assert places(ranking.groups(6)) == {'least sure': [1], 'most sure': [0]}
