# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages of a bag that are taken as its time goes on."""

from __future__ import annotations

from collections.abc import Iterator

from seg_node.sources.bag_reader import StoredMessage


class TimedMessages:
    """
    Holds back what was recorded later than anybody asked for yet.

    :param messages: in the order of their recording.
    :raises SourceError: if the bag cannot be read.
    """

    def __init__(self, messages: Iterator[StoredMessage]) -> None:
        self._messages = messages
        self._next = next(messages, None)

    def until(self, recorded_ns: int) -> Iterator[StoredMessage]:
        """
        Give what was recorded up to a time [ns], and was not given yet.

        :raises SourceError: if the bag cannot be read.
        """
        while self._next and self._next.recorded_ns <= recorded_ns:
            # First, since whoever takes a message may fail on it, and must not get it again.
            given, self._next = self._next, next(self._messages, None)
            yield given
