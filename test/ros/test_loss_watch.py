# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A loss is in the log with its cause and remedy, and nothing else is."""

import itertools

import numpy as np
import pytest

from seg_node.ros import loss_watch
from seg_node.ros.dds_profile import profile_path, PROFILE_VARIABLE
from seg_node.ros.loss_watch import LossWatch, LOST

pytestmark = pytest.mark.ros


class Log(list):
    """A logger that remembers."""

    def warning(self, text, **_):
        self.append(text)


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def watch(log):
    return LossWatch(log, '/image')


@pytest.fixture
def pass_time(monkeypatch):
    """Let the steady clock go forward."""
    now_s = 1000.0
    monkeypatch.setattr(loss_watch.time, 'monotonic', lambda: now_s)

    def pass_time(seconds):
        nonlocal now_s
        now_s += seconds

    return pass_time


def send(watch, received):
    for index in np.flatnonzero(received):
        watch.note_frame(int(1e9 + index * 1e9 / 30))


def poll_twice(watch, publisher_count=1):
    for _ in range(2):
        watch.poll(publisher_count)


def test_a_loss_is_told_with_rates_and_remedy(log, watch):
    send(watch, np.arange(200) % 3 < 2)
    poll_twice(watch)
    (text,) = log
    assert text.startswith('/image: stamps say 30.0 Hz, 20.')
    assert f'33% of the frames are {LOST}. ' in text
    assert f'{PROFILE_VARIABLE}={profile_path()}' in text
    assert 'doc/transport.md' in text


def test_another_middleware_gets_another_remedy(log, watch, monkeypatch):
    monkeypatch.setattr(
        loss_watch, 'get_rmw_implementation_identifier', lambda: 'rmw_cyclonedds_cpp'
    )
    send(watch, np.arange(200) % 3 < 2)
    poll_twice(watch)
    (text,) = log
    assert PROFILE_VARIABLE not in text
    assert 'socket buffers' in text


def test_frames_that_all_arrive_are_not_worth_a_word(log, watch, pass_time):
    for _ in range(5):
        send(watch, np.ones(200, bool))
        pass_time(60.0)
        watch.poll(publisher_count=1)
    assert not log


def test_what_the_middleware_lost_is_told_without_stamps(log, watch):
    watch.note_lost(50)
    watch.note_frame(0)
    poll_twice(watch)
    (text,) = log
    assert text.startswith(f'/image: 98% of the frames are {LOST}. ')
    assert watch.loss.reported == 50


def test_a_loss_counts_from_the_second_poll_that_finds_it(log, watch):
    send(watch, np.arange(200) % 3 < 2)
    watch.poll(publisher_count=1)
    assert watch.loss.lost_share > 0.3
    assert not log
    assert not watch.loss.is_lasting
    watch.poll(publisher_count=1)
    assert len(log) == 1
    assert watch.loss.is_lasting
    send(watch, np.ones(200, bool))
    watch.poll(publisher_count=1)
    assert not watch.loss.is_lasting


@pytest.mark.parametrize('rate_hz', [5, 10, 15, 20])
def test_a_camera_that_turns_slower_is_not_worth_a_word(log, watch, rate_hz):
    random = np.random.default_rng(0)
    stamps_s = 1000 + np.cumsum(np.repeat([1 / 30, 1 / rate_hz], 150))
    stamps_s += random.normal(0, 0.5e-3, len(stamps_s))
    for before_s, stamp_s in itertools.pairwise(stamps_s):
        watch.note_frame(round(stamp_s * 1e9))
        if int(stamp_s) > int(before_s):
            watch.poll(publisher_count=1)
    assert not log


def test_a_loss_is_told_once_where_nothing_follows(log, watch):
    watch.note_lost(50)
    watch.note_frame(0)
    for _ in range(3):
        watch.poll(publisher_count=1)
    assert len(log) == 1


def test_stamps_of_two_cameras_are_not_compared(log, watch):
    for index in range(200):
        watch.note_frame(int(1e9 + index * 1e9 / 30))
        watch.note_frame(int(1e9 + index * 1e9 / 30 + 4e6))
    poll_twice(watch, publisher_count=2)
    assert not log


def test_a_publisher_that_is_never_heard_is_told_after_a_while(log, watch, pass_time):
    watch.poll(publisher_count=1)
    pass_time(9.0)
    watch.poll(publisher_count=1)
    assert not log
    pass_time(2.0)
    watch.poll(publisher_count=1)
    (text,) = log
    assert '/image: no frame came in 10 s' in text
    assert LOST in text


def test_the_while_begins_with_the_publisher(log, watch, pass_time):
    for publisher_count in (0, 1, 0, 1):
        watch.poll(publisher_count)
        pass_time(60.0 * (publisher_count == 0) + 9.0)
    watch.poll(publisher_count=1)
    assert not log


def test_a_camera_that_was_heard_and_stopped_lost_nothing(log, watch, pass_time):
    watch.note_frame(1)
    for _ in range(3):
        watch.poll(publisher_count=1)
        pass_time(60.0)
    assert not log
