# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Time within a drive goes on, whatever its stamps do."""

from seg_node.replay.weak_spots.drive_clock import DriveClock

SECOND = 10**9


def times(*stamps_ns):
    clock = DriveClock(10.0)
    return [clock.time_ns(stamp) / SECOND for stamp in stamps_ns]


def test_time_is_that_of_the_stamps_from_the_first_on():
    assert times(5 * SECOND, 6 * SECOND, 9 * SECOND) == [0, 1, 4]


def test_where_stamps_do_not_tell_a_usual_gap_passes():
    assert times(0, 0, 0) == [0, 0.1, 0.2]
    assert times(5 * SECOND, 5 * SECOND, 6 * SECOND) == [0, 0.1, 1.1]
    assert times(5 * SECOND, 3 * SECOND, 4 * SECOND, 0, 9 * SECOND) == [0, 0.1, 1.1, 1.2, 1.3]
