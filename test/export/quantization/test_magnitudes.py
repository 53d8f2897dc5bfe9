# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where values are clipped, on distributions whose answer is known."""

import numpy as np
import pytest

from seg_node.export.quantization.magnitudes import (
    clip_by_entropy,
    clip_by_percentile,
    CLIPPING,
    Magnitudes,
)

RANDOM = np.random.default_rng(0)
NORMAL = RANDOM.standard_normal(400_000).astype(np.float32)


def magnitudes(*parts):
    found = Magnitudes()
    for part in parts:
        found.add(np.asarray(part, np.float32))
    return found


@pytest.mark.parametrize('percentile', [90, 99.9, 99.99])
def test_percentile_is_that_of_the_values(percentile):
    expected = np.percentile(np.abs(NORMAL), percentile)
    step = np.abs(NORMAL).max() / 2048
    assert abs(clip_by_percentile(magnitudes(NORMAL), percentile) - expected) <= 2 * step


def test_larger_values_may_come_later():
    parts: list[np.ndarray] = [np.zeros(7), NORMAL / 100, NORMAL, NORMAL * 30, NORMAL]
    grown, whole = magnitudes(*parts), magnitudes(np.concatenate(parts))
    assert grown.counts.sum() == whole.counts.sum()
    one, other = (clip_by_percentile(each, 99) for each in (grown, whole))
    assert one == pytest.approx(other, rel=0.02)


def test_nothing_is_clipped_by_percentile_if_few_values_are_large():
    assert clip_by_percentile(magnitudes([1, -3, 2])) == pytest.approx(3, rel=1e-3)


def test_entropy_clips_what_is_far_out_and_rare():
    values = np.concatenate([NORMAL, np.full(4, 100)])
    assert 3 < clip_by_entropy(magnitudes(values)) < 8


def test_entropy_keeps_all_of_an_even_distribution():
    values = RANDOM.uniform(-5, 5, 400_000)
    assert clip_by_entropy(magnitudes(values)) == pytest.approx(5, rel=0.02)


def test_zeros_before_a_rectifier_do_not_count_for_entropy():
    values = np.maximum(NORMAL, 0)
    all_positive = clip_by_entropy(magnitudes(values[values > 0]))
    assert clip_by_entropy(magnitudes(values)) == pytest.approx(all_positive, rel=0.05)


def test_methods_differ():
    values = np.concatenate([NORMAL, np.full(400, 100)])
    by_percentile, by_entropy = (clip(magnitudes(values)) for clip in CLIPPING.values())
    assert by_percentile > 90 and by_entropy < 10


@pytest.mark.parametrize('method', CLIPPING)
@pytest.mark.parametrize('values', [[0, 0], [0], [7], [1e-30], [3e38, 1], [1, 1, 1e9]])
def test_limit_is_always_a_number_above_0(method, values):
    limit = CLIPPING[method](magnitudes(values))
    assert 0 < limit <= max(values) * 1.001 + 1e-11


@pytest.mark.parametrize('value', [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_refused(value):
    with pytest.raises(ValueError, match='not finite'):
        magnitudes([1, value])
