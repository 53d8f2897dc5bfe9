# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A frame's age comes from its stamp, unless that is on another clock."""

import pytest

from seg_node.core.frame_age import FrameAge, FrameAges

SECOND = 10**9
NOW = 1_700_000_000 * SECOND
BY_RECEPTION = FrameAge(3.0, False)
HOUR_S = 3600.0


@pytest.fixture
def age():
    """Age frames of one camera, each received 3 s ago, by how old they are by their stamp."""
    ages = FrameAges()
    return lambda age_s: ages.age(NOW - round(age_s * SECOND), NOW, 40 * SECOND, 43 * SECOND)


@pytest.mark.parametrize('age_s', [0.0, 0.25, 10.0, -0.5, -10.0])
def test_a_stamp_near_the_clock_is_trusted(age, age_s):
    assert age(age_s) == FrameAge(age_s, True)


@pytest.mark.parametrize('age_s', [NOW / SECOND, HOUR_S, 10.001, -10.001])
def test_a_first_stamp_far_from_the_clock_is_replaced_by_reception(age, age_s):
    assert age(age_s) == age(age_s) == BY_RECEPTION


@pytest.mark.parametrize('agreed_s', [-10.0, 0.0, 10.0])
@pytest.mark.parametrize('age_s', [10.001, 13.0, HOUR_S])
def test_an_old_stamp_is_trusted_once_one_agreed_with_the_clock(age, agreed_s, age_s):
    age(agreed_s)
    assert age(age_s) == age(age_s) == FrameAge(age_s, True)


@pytest.mark.parametrize('age_s', [NOW / SECOND, HOUR_S + 0.001, -10.001])
def test_a_stamp_that_no_camera_of_this_clock_gives_is_never_trusted(age, age_s):
    age(0.0)
    assert age(age_s) == BY_RECEPTION
    assert age(1.0) == FrameAge(1.0, True)
