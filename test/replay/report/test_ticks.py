# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers beside an axis are round, few and where they belong."""

import pytest

from seg_node.replay.report.ticks import ticks_around, ticks_within


@pytest.mark.parametrize(
    ('low', 'high', 'texts'),
    [
        (0, 100, ['0', '50', '100']),
        (23.4, 33.3, ['20', '25', '30', '35']),
        (0.9431, 0.9449, ['0.943', '0.944', '0.945']),
        (0, 12_345, ['0', '5,000', '10,000', '15,000']),
        (7, 7, ['7.00', '7.25', '7.50', '7.75']),
        (0, 0, ['0.00', '0.05', '0.10']),
        (-3, 2, ['-4', '-2', '0', '2']),
    ],
)
def test_ticks_around_values_enclose_them(low, high, texts):
    ticks = ticks_around(low, high, 4)
    assert ticks.values[0] <= low and ticks.values[-1] >= high
    assert ticks.texts() == texts


@pytest.mark.parametrize('high', [1, 2, 7, 99, 100, 101, 19_999, 10_000_000])
def test_ticks_within_values_are_few_and_not_beyond_them(high):
    values = ticks_within(0, high, 6).values
    assert 2 <= len(values) <= 6
    assert values[0] == 0
    assert values[-1] <= high
