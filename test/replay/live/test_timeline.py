# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames follow each other as they were recorded, whatever their stamps are like."""

import numpy as np
import pytest

from seg_node.core.errors import SourceError
from seg_node.replay.live.timeline import Timeline
from seg_node.sources.frame_source import Frame
from seg_node.sources.reading import Reading

IMAGE = np.zeros((2, 2, 3), np.uint8)
SECOND = 10**9


def stamped(stamp_s, recorded_s=None):
    """Give a frame, and when it was recorded if it came in a message."""
    recorded_ns = None if recorded_s is None else round(recorded_s * SECOND)
    return Reading(frame=Frame(IMAGE, round(stamp_s * SECOND), '', recorded_ns=recorded_ns))


def play(*readings, rate_hz=10.0):
    """Give how long each was waited for, and the time then [s]."""
    timeline = Timeline(rate_hz)
    return [(timeline.advance(reading), timeline.now_ns / SECOND) for reading in readings]


def test_gaps_are_those_of_the_stamps():
    assert play(stamped(7), stamped(7.5), stamped(9)) == [(0, 7), (0.5, 7.5), (1.5, 9)]


def test_a_stamp_that_repeats_or_goes_back_comes_a_period_later():
    played = play(stamped(7), stamped(7), stamped(3), stamped(8))
    assert played == [(0, 7), (0.1, 7.1), (0.1, 7.2), (0.8, 8)]


def test_the_time_of_recording_counts_whatever_stamps_say():
    assert play(stamped(7, 9), stamped(0, 9.5), stamped(3, 10)) == [(0, 9), (0.5, 9.5), (0.5, 10)]


def test_a_long_pause_is_cut_short_and_time_goes_on():
    assert play(stamped(7), stamped(3607)) == [(0, 7), (5, 3607)]


def test_a_frame_that_cannot_be_read_takes_its_time():
    broken = Reading(fault=SourceError('no picture'))
    assert play(broken, stamped(7), broken, stamped(7.5)) == [
        (0, 0),
        (0.1, 7),
        (0.1, 7.1),
        (0.4, 7.5),
    ]


@pytest.mark.parametrize(('rate_hz', 'period_s'), [(10.0, 0.1), (0.0, 0.0)])
def test_drives_may_begin_at_zero_and_have_no_rate(rate_hz, period_s):
    frame = Reading(frame=Frame(IMAGE, 0, ''))
    assert play(frame, frame, rate_hz=rate_hz) == [(0, 0), (period_s, period_s)]
