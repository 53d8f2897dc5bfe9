# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A slope is no tilt, and nodding is."""

from math import pi, sin

import pytest

from seg_node.core.camera_mount import Tilt
from seg_node.core.slope_filter import SlopeFilter


def nod(time_s):
    return 0.0175 * sin(2 * pi * 1.3 * time_s)


def test_nodding_on_a_slope_is_told_from_the_slope():
    slope = SlopeFilter(5.0)
    errors = []
    for step in range(3000):
        time_s = 1000 + step / 100
        lean = slope.lean(time_s, Tilt(0.02, 0.1 + nod(time_s)))
        errors.append(abs(lean.pitch - nod(time_s)))
        assert lean.roll == pytest.approx(0)
    # A tenth of the nodding, as of two filters of the first order at 6.5 periods each.
    assert max(errors[1500:]) < 0.0175 / 10


def test_a_slope_that_stays_or_changes_steadily_leaves_nothing_in_time():
    slope = SlopeFilter(1.0)
    slope.lean(0.0, Tilt(0.0, 0.0))
    leans = [slope.lean(step / 100, Tilt(0.0, 0.1)).pitch for step in range(1, 1000)]
    assert leans[0] == pytest.approx(0.1, rel=0.03)
    # A step leaves (1 - t) e^-t of itself.
    assert leans[49] == pytest.approx(0.1 * 0.5 * 0.6065, rel=0.03)
    assert abs(leans[-1]) < 1e-3
    uphill = [slope.lean(10 + t, Tilt(0.0, 0.1 + 0.05 * t)).pitch for t in (0, 1, 2, 3)]
    assert max(map(abs, uphill)) < 0.06
    times = [14 + step / 100 for step in range(1000)]
    later = [slope.lean(t, Tilt(0.0, 0.1 + 0.05 * (t - 10))).pitch for t in times]
    assert abs(later[-1]) < 1e-3


def test_where_all_ground_is_level_every_tilt_counts():
    slope = SlopeFilter(0.0)
    assert slope.lean(0.0, Tilt(0.01, 0.1)) == Tilt(0.01, 0.1)
    assert slope.lean(9.0, Tilt(0.01, 0.1)) == Tilt(0.01, 0.1)


def test_time_that_goes_back_starts_anew():
    slope = SlopeFilter(5.0)
    slope.lean(100.0, Tilt(0.0, 0.2))
    assert slope.lean(50.0, Tilt(0.0, -0.1)).pitch == 0
