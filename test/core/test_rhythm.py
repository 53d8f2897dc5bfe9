# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Fast and slow cameras are each judged by their own pace."""

import pytest

from seg_node.core.rhythm import Pace, Rhythm


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


def play(clock, rhythm, *gaps_s):
    for gap_s in gaps_s:
        clock.now_s += gap_s
        rhythm.note()


def test_before_the_first_event_nothing_is_known(clock):
    rhythm = Rhythm(clock)
    assert rhythm.pace() == Pace(rate_hz=None, age_s=None, is_overdue=False)
    clock.now_s += 10.1
    assert rhythm.pace().is_overdue


def test_one_event_tells_no_rate(clock):
    rhythm = Rhythm(clock)
    play(clock, rhythm, 9.0)
    clock.now_s += 6.0
    assert rhythm.pace() == Pace(rate_hz=None, age_s=6.0, is_overdue=False)


@pytest.mark.parametrize(('gap_s', 'limit_s'), [(0.03, 2.0), (0.5, 2.0), (1.0, 3.0), (5.0, 15.0)])
def test_overdue_after_three_usual_gaps_and_never_before_two_seconds(clock, gap_s, limit_s):
    rhythm = Rhythm(clock)
    play(clock, rhythm, *[gap_s] * 5)
    assert rhythm.pace().rate_hz == pytest.approx(1 / gap_s)
    clock.now_s += limit_s - 0.01
    assert not rhythm.pace().is_overdue
    clock.now_s += 0.02
    assert rhythm.pace().is_overdue


def test_one_long_pause_does_not_change_the_usual_rate(clock):
    rhythm = Rhythm(clock)
    play(clock, rhythm, 0.1, 0.1, 7.0, 0.1, 0.1)
    assert rhythm.pace().rate_hz == pytest.approx(10)


def test_only_the_last_events_count(clock):
    rhythm = Rhythm(clock)
    play(clock, rhythm, *[5.0] * 30, *[0.1] * 20)
    assert rhythm.pace().rate_hz == pytest.approx(10)


def test_restarted_it_waits_anew(clock):
    rhythm = Rhythm(clock)
    play(clock, rhythm, 0.1, 0.1)
    clock.now_s += 60
    assert rhythm.pace().is_overdue
    rhythm.restart()
    assert rhythm.pace() == Pace(rate_hz=None, age_s=None, is_overdue=False)


def test_events_at_one_moment_have_no_rate(clock):
    rhythm = Rhythm(clock)
    play(clock, rhythm, 0.0, 0.0)
    assert rhythm.pace().rate_hz is None
