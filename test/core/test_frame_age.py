# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A frame's age comes from its stamp, unless that is on another clock."""

import pytest

from seg_node.core.frame_age import frame_age

SECOND = 10**9
NOW = 1_700_000_000 * SECOND
RECEIVED, STEADY_NOW = 40 * SECOND, 43 * SECOND


@pytest.mark.parametrize('age_s', [0.0, 0.25, 10.0, -0.5, -10.0])
def test_stamp_near_the_clock_is_trusted(age_s):
    age = frame_age(NOW - round(age_s * SECOND), NOW, RECEIVED, STEADY_NOW)
    assert (age.age_s, age.is_stamp_trusted) == (age_s, True)


@pytest.mark.parametrize('stamp_ns', [0, NOW - 10 * SECOND - 1, NOW + 10 * SECOND + 1])
def test_stamp_far_from_the_clock_is_replaced_by_reception(stamp_ns):
    age = frame_age(stamp_ns, NOW, RECEIVED, STEADY_NOW)
    assert (age.age_s, age.is_stamp_trusted) == (3.0, False)
