# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A series keeps least, greatest and mean values, however long the drive."""

import numpy as np

from seg_node.replay.report.series import MOST_BINS, Series


def series_of(values):
    series = Series()
    for index, value in enumerate(values):
        if value is not None:
            series.add(index, value)
    return series


def test_a_short_drive_is_kept_as_it_is():
    (run,) = series_of([3, 1, 2]).runs()
    assert run.places.tolist() == [0, 1, 2]
    assert run.least.tolist() == run.mean.tolist() == run.most.tolist() == [3, 1, 2]


def test_a_gap_parts_it():
    first, second = series_of([1, None, None, 2, 3]).runs()
    assert (first.places.tolist(), second.places.tolist()) == ([0], [3, 4])


def test_a_long_drive_keeps_its_extremes_and_means_in_few_bins():
    values = np.random.default_rng(0).normal(size=10_000)
    values[[1234, 8765]] = 99, -99
    series = series_of(values)
    (run,) = series.runs()
    assert MOST_BINS / 2 <= len(run.places) <= MOST_BINS
    bins = values[: series.bin_size * (values.size // series.bin_size)].reshape(
        -1, series.bin_size
    )
    assert run.least[: len(bins)].tolist() == bins.min(axis=1).tolist()
    assert run.most[: len(bins)].tolist() == bins.max(axis=1).tolist()
    np.testing.assert_allclose(run.mean[: len(bins)], bins.mean(axis=1))
    assert run.places[0] == (series.bin_size - 1) / 2


def test_a_frame_far_ahead_has_its_place():
    series = series_of([1])
    series.add(10_000_000, 2)
    last = series.runs()[-1]
    assert abs(last.places[0] - 10_000_000) <= series.bin_size
    assert (series.near(10_000_000), series.near(5_000_000)) == (2, None)


def test_nothing_has_no_runs():
    assert Series().runs() == []
