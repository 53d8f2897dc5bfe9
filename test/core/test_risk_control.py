# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Rates, losses and levels against brute force, and the guarantee over many draws."""

import numpy as np
import pytest

from seg_node.core.drivable_area import at_least
from seg_node.core.risk_control import (
    controlled_level,
    count_levels,
    false_rates,
    frames_needed,
    monotone_losses,
    recalls,
)

IDS = (1, 3)


def draw_frames(seed, count, pixels=40):
    """Draw probability and truth that agree more where the probability is high."""
    random = np.random.default_rng(seed)
    frames = []
    for _ in range(count):
        top = random.integers(1, 257)  # some frames are sure of nothing
        probability = random.integers(0, top, (5, pixels // 5), np.uint8)
        is_in = random.random(probability.shape) < (probability / 255) ** random.uniform(0.1, 3)
        truth = np.where(is_in, 3, 0).astype(np.uint8)
        truth[random.random(truth.shape) < 0.2] = 255
        frames.append((probability, truth))
    return frames


def counts_of(frames):
    return np.stack([count_levels(probability, truth, IDS) for probability, truth in frames])


def rate_at(probability, truth, level):
    """Give the false rate as the definition says."""
    called = (probability >= level) & (truth != 255)
    return np.mean(~np.isin(truth[called], IDS)) if called.any() else 0.0


@pytest.mark.parametrize('seed', range(5))
def test_rates_losses_and_recall_equal_their_definitions(seed):
    frames = draw_frames(seed, 6)
    counts = counts_of(frames)
    rates = np.array([[rate_at(p, t, level) for level in range(256)] for p, t in frames])
    np.testing.assert_allclose(false_rates(counts), rates)
    losses = np.array([[row[level:].max() for level in range(256)] for row in rates])
    np.testing.assert_allclose(monotone_losses(counts), losses)
    for level in (0, 100, 255):
        is_in = [np.isin(t, IDS) for _, t in frames]
        held = sum(((p >= level) & i).sum() for (p, _), i in zip(frames, is_in, strict=True))
        assert recalls(counts)[level] == pytest.approx(held / np.sum(is_in))


@pytest.mark.parametrize('seed', range(5))
@pytest.mark.parametrize('rate', [0.05, 0.1, 0.2, 0.5])
def test_level_is_the_least_that_meets_the_bound(seed, rate):
    losses = monotone_losses(counts_of(draw_frames(seed, 25)))
    count = len(losses)

    def meets(level):
        return count / (count + 1) * losses[:, level].mean() + 1 / (count + 1) <= rate

    expected = next(filter(meets, range(1, 256)), None)
    assert controlled_level(losses, rate) == expected


def test_a_threshold_of_a_level_marks_just_what_was_counted():
    probability = np.arange(256, dtype=np.uint8).reshape(16, 16)
    for level in range(1, 256):
        assert np.array_equal(at_least(probability, level / 255) > 0, probability >= level)


@pytest.mark.parametrize(
    ('rate', 'frames'),
    [(0.001, 999), (0.01, 99), (0.02, 49), (0.05, 19), (0.1, 9), (0.2, 4), (0.03, 33), (0.7, 1)],
)
def test_so_many_frames_are_needed_and_do(rate, frames):
    assert frames_needed(rate) == frames
    never_wrong = np.zeros((frames, 256))
    assert controlled_level(never_wrong, rate) == 1
    if frames > 1:
        assert controlled_level(never_wrong[1:], rate) is None


def test_there_is_no_level_if_all_are_wrong():
    assert controlled_level(np.ones((100, 256)), 0.5) is None


def test_a_frame_without_a_labelled_pixel_loses_nothing():
    counts = counts_of([(np.full((2, 2), 9, np.uint8), np.full((2, 2), 255, np.uint8))])
    assert not counts.any()
    assert not monotone_losses(counts).any()
    assert np.isnan(recalls(counts)).all()


def test_shapes_must_agree():
    with pytest.raises(ValueError, match=r'\(2, 2\), probability \(2, 3\)'):
        count_levels(np.zeros((2, 3), np.uint8), np.zeros((2, 2), np.uint8), IDS)


@pytest.mark.parametrize(('count', 'rate'), [(20, 0.1), (60, 0.1), (60, 0.2)])
def test_the_mean_loss_of_exchangeable_frames_keeps_the_rate(count, rate):
    losses = monotone_losses(counts_of(draw_frames(count, 600)))
    random = np.random.default_rng(7)
    found = []
    for _ in range(2000):
        order = random.permutation(len(losses))
        level = controlled_level(losses[order[:count]], rate)
        found.append(0.0 if level is None else losses[order[count:], level].mean())
    deviation = np.std(found) / np.sqrt(len(found))
    assert np.mean(found) <= rate + 3 * deviation
    # And it is no mere caution: frames by the hundreds are wrong nearly as often as they may.
    assert np.mean(found) > rate / 4
