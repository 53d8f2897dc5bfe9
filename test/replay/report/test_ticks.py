# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers beside an axis are round, few and where they belong."""

import pytest

from seg_node.replay.report.ticks import ticks_around, whole_ticks


@pytest.mark.parametrize(
    ('low', 'high', 'texts'),
    [
        (0, 100, ['0', '50', '100']),
        (23.4, 33.3, ['20', '25', '30', '35']),
        (0.9431, 0.9449, ['0.943', '0.944', '0.945']),
        (0, 12_345, ['0', '5,000', '10,000', '15,000']),
        (100, 100, ['95', '100', '105']),
        (0, 0, ['-0.05', '0.00', '0.05']),
        (-3, 2, ['-4', '-2', '0', '2']),
    ],
)
def test_ticks_around_values_enclose_them(low, high, texts):
    ticks = ticks_around(low, high, 4)
    assert ticks.values[0] <= low and ticks.values[-1] >= high
    assert ticks.texts() == texts


@pytest.mark.parametrize('high', [0, 1, 2, 7, 13, 99, 100, 101, 19_999, 10_000_000])
def test_whole_ticks_are_few_and_not_beyond_the_end(high):
    values = whole_ticks(high, 6).values
    assert min(2, high + 1) <= len(values) <= 6
    assert values[0] == 0 and values[-1] <= high
    assert all(value == int(value) for value in values)
