# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Each message is given once, when its time has come."""

from seg_node.sources.bag_layout import STRING
from seg_node.sources.bag_reader import StoredMessage
from seg_node.sources.timed_messages import TimedMessages


def test_each_is_given_once_and_none_before_its_time():
    stored = [StoredMessage('/said', STRING, time_ns, b'', False) for time_ns in (1, 2, 2, 5)]
    messages = TimedMessages(iter(stored))
    assert list(messages.until(0)) == []
    assert list(messages.until(2)) == stored[:3]
    assert list(messages.until(4)) == []
    assert list(messages.until(9)) == stored[3:]
    assert list(messages.until(9)) == []


def test_one_that_somebody_failed_on_is_not_given_again():
    stored = [StoredMessage('/said', STRING, time_ns, b'', False) for time_ns in (1, 2)]
    messages = TimedMessages(iter(stored))
    assert next(messages.until(9)) == stored[0]
    assert list(messages.until(9)) == stored[1:]


def test_where_there_are_none_none_are_given():
    assert list(TimedMessages(iter(())).until(9)) == []
