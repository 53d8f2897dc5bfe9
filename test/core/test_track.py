# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Values between samples, and none where no sample tells."""

import pytest

from seg_node.core.errors import MotionError
from seg_node.core.track import Track


def make_track(*samples, goes_on=False):
    track = Track('/odometry', goes_on)
    for time_s, values in samples:
        track.add(time_s, values)
    return track


def test_a_value_lies_between_its_neighbours():
    track = make_track((100.0, (0.0, 4.0)), (100.1, (1.0, 2.0)), (100.2, (1.0, 2.0)))
    assert track.at(100.025, 0.2) == pytest.approx((0.25, 3.5))
    assert track.at(100.1, 0.2) == pytest.approx((1.0, 2.0))


@pytest.mark.parametrize(('goes_on', 'expected'), [(False, 1.0), (True, 1.5)])
def test_after_the_last_sample_it_stays_or_goes_on(goes_on, expected):
    track = make_track((100.0, (0.0,)), (100.1, (1.0,)), goes_on=goes_on)
    assert track.at(100.15, 0.2) == pytest.approx((expected,))


def test_a_single_sample_has_no_speed():
    assert make_track((100.0, (7.0,)), goes_on=True).at(100.1, 0.2) == pytest.approx((7.0,))


@pytest.mark.parametrize(('time_s', 'gap'), [(100.5, '0.40'), (99.7, '0.30')])
def test_far_from_all_samples_nothing_is_known(time_s, gap):
    track = make_track((100.0, (0.0,)), (100.1, (1.0,)))
    with pytest.raises(MotionError, match=f'/odometry has nothing within 0.2 s .* but {gap} s'):
        track.at(time_s, 0.2)


def test_nothing_is_known_before_the_first_sample():
    with pytest.raises(MotionError, match='nothing on /odometry yet: remap it'):
        make_track().at(1.0, 0.2)


def test_a_bag_that_starts_over_is_a_new_track():
    track = make_track((100.0, (5.0,)), (101.0, (6.0,)), (50.0, (1.0,)))
    assert track.at(50.0, 0.2) == pytest.approx((1.0,))
    with pytest.raises(MotionError):
        track.at(100.0, 0.2)


def test_old_samples_are_forgotten():
    track = make_track(*((float(second), (0.0,)) for second in range(10)))
    track.at(4.0, 0.2)
    with pytest.raises(MotionError):
        track.at(3.0, 0.2)


def test_a_sample_that_comes_twice_is_one():
    track = make_track((100.0, (0.0,)), (100.1, (1.0,)), (100.1, (2.0,)))
    assert track.at(100.05, 0.2) == pytest.approx((1.0,))
