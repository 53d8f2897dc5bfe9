# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Losses are seen, and what only looks like one is not."""

import numpy as np
import pytest

from seg_node.core.frame_loss import FrameLoss, LossEstimator

PERIOD_S = 1 / 30


def loss_of(stamps_s):
    estimator = LossEstimator()
    for stamp_s in stamps_s:
        estimator.note_frame(round(stamp_s * 1e9))
    return estimator.loss()


def camera(period_s=PERIOD_S, count=200, jitter=0.01, seed=0):
    random = np.random.default_rng(seed)
    return 1000 + period_s * (np.arange(count) + random.normal(0, jitter, count))


def without(stamps_s, lost_share, seed=1):
    return stamps_s[np.random.default_rng(seed).random(len(stamps_s)) >= lost_share]


@pytest.mark.parametrize('period_s', [1 / 500, PERIOD_S, 5.0])
@pytest.mark.parametrize('jitter', [0.0, 0.05])
def test_a_camera_of_any_pace_loses_nothing(period_s, jitter):
    loss = loss_of(camera(period_s, jitter=jitter))
    assert loss.lost_share == 0
    assert loss.stamp_rate_hz == pytest.approx(1 / period_s, rel=0.02)
    assert loss.received_rate_hz == pytest.approx(1 / period_s, rel=0.02)


@pytest.mark.parametrize('lost_share', [0.3, 0.5, 0.8])
@pytest.mark.parametrize('period_s', [PERIOD_S, 5.0])
def test_the_stamps_of_what_arrives_tell_what_was_lost(lost_share, period_s):
    loss = loss_of(without(camera(period_s, count=2000), lost_share))
    assert loss.lost_share == pytest.approx(lost_share, abs=0.15)
    assert loss.stamp_rate_hz == pytest.approx(1 / period_s, rel=0.02)
    assert loss.received_rate_hz == pytest.approx((1 - loss.lost_share) / period_s, rel=0.1)


def test_a_camera_that_turns_slower_loses_nothing():
    fast, slow = camera(count=100), camera(2 * PERIOD_S, count=100)
    loss = loss_of([*fast, *(slow + 10)])
    assert loss.lost_share == 0
    assert loss.stamp_rate_hz == pytest.approx(15, rel=0.02)


def losses_of(stamps_s):
    """Give the share that is lost after each frame."""
    estimator = LossEstimator()
    shares = []
    for stamp_s in stamps_s:
        estimator.note_frame(round(stamp_s * 1e9))
        shares.append(estimator.loss().lost_share)
    return np.array(shares)


@pytest.mark.parametrize('rate_hz', [5, 7.5, 10, 12, 15, 20, 25])
@pytest.mark.parametrize('jitter', [0.015, 0.05])
def test_a_camera_that_takes_another_pace_looks_lossy_for_a_few_frames_at_most(rate_hz, jitter):
    gaps_s = np.repeat([PERIOD_S, 1 / rate_hz, PERIOD_S], 80)
    random = np.random.default_rng(4)
    stamps_s = 1000 + np.cumsum(gaps_s) + random.normal(0, jitter * PERIOD_S, 240)
    assert (losses_of(stamps_s) > 0.1).sum() <= 6


@pytest.mark.parametrize('lost_share', [0.2, 0.5, 0.9])
def test_a_random_loss_is_seen_nearly_all_the_time(lost_share):
    shares = losses_of(without(camera(count=10_000), lost_share))[60:]
    assert (shares > 0.1).mean() > 0.9


def test_every_third_frame_lost_is_seen_all_the_time():
    shares = losses_of(camera(count=300)[np.arange(300) % 3 < 2])[60:]
    assert shares == pytest.approx(1 / 3, abs=0.02)


def test_a_pause_is_no_loss():
    first, second = camera(count=100), camera(count=30)
    assert loss_of([*first, *(second + 60)]).lost_share == 0


def test_frames_that_are_stamped_late_are_not_lost():
    late = np.where(np.arange(200) % 9 == 0, 0.6 * PERIOD_S, 0.0)
    assert loss_of(camera() + late).lost_share == 0


def bursts(count, seed=2):
    """Stamp frames at their reception from a network that delivers four at a time."""
    random = np.random.default_rng(seed)
    starts = 1000 + np.repeat(4 * PERIOD_S * np.arange(count // 4), 4)
    return starts + np.tile(0.005 * np.arange(4), count // 4) + random.normal(0, 1e-3, count)


@pytest.mark.parametrize(
    'stamps_s',
    [
        bursts(200),
        1000 + np.cumsum(np.random.default_rng(3).exponential(PERIOD_S, 200)),
        camera(jitter=0.3),
    ],
    ids=['bursts', 'random', 'jitter'],
)
def test_a_camera_without_a_period_gives_no_estimate(stamps_s):
    loss = loss_of(np.sort(stamps_s))
    assert loss.stamp_rate_hz is None
    assert loss.lost_share == 0
    assert loss.received_rate_hz is not None


@pytest.mark.parametrize('stamps_s', [[], [1.0], [0.0] * 100, [7.0] * 100, range(100, 0, -1)])
def test_stamps_that_do_not_advance_tell_nothing(stamps_s):
    assert loss_of(stamps_s) == FrameLoss()


def test_a_bag_that_starts_over_is_no_loss():
    stamps_s = camera(count=100)
    assert loss_of([*stamps_s, *stamps_s]).lost_share == 0


def test_what_the_middleware_reports_is_counted_whatever_the_stamps_say():
    estimator = LossEstimator()
    for _ in range(10):
        estimator.note_lost(9)
        estimator.note_frame(0)
    loss = estimator.loss()
    assert loss.lost_share == pytest.approx(0.9)
    assert loss.reported == 90
    assert loss.stamp_rate_hz is None


def test_all_frames_lost_after_some_arrived_is_a_loss():
    estimator = LossEstimator()
    for stamp_s in camera(count=60):
        estimator.note_frame(round(stamp_s * 1e9))
    estimator.note_lost(60)
    assert estimator.loss().lost_share == pytest.approx(0.5)


def test_a_loss_that_is_over_is_forgotten_but_for_the_count():
    estimator = LossEstimator()
    estimator.note_lost(100)
    for stamp_s in camera(count=61):
        estimator.note_frame(round(stamp_s * 1e9))
    assert estimator.loss().lost_share == 0
    assert estimator.loss().reported == 100


def test_one_frame_that_is_lost_at_the_start_is_no_share():
    estimator = LossEstimator()
    estimator.note_lost(1)
    estimator.note_frame(0)
    assert estimator.loss() == FrameLoss(reported=1)
