# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A bag of ROS 2 or ROS 1: its topics, and their messages with stamps."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from seg_node.core.errors import SourceError
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.sources.bag_layout import TF
from seg_node.sources.bag_parts import BagPart, damage_named, find_parts, open_part, OpenPart
from seg_node.sources.rosbags_library import ros1_typestore, typestore

_OLD_KINDS = {'tf/msg/tfMessage': TF}
"""What types of ROS 1 are called today."""


class StampedMessage(NamedTuple):
    """
    A message, whichever ROS wrote it, with the fields of ROS 2.

    :param message: with whatever its type has.
    :param stamp_ns: of its header, or where that is zero or missing of the bag [ns].
    :param recorded_ns: when it was recorded: its time in the bag [ns].
    """

    message: Any
    stamp_ns: int
    recorded_ns: int


class StoredMessage(NamedTuple):
    """
    A message as it lies in a bag.

    :param topic: with a slash at its beginning.
    :param kind: its type, as ROS 2 calls it.
    :param recorded_ns: its time in the bag [ns].
    :param data: its bytes.
    :param is_ros1: whether they are laid out as ROS 1 does.
    """

    topic: str
    kind: str
    recorded_ns: int
    data: bytes
    is_ros1: bool

    def message(self) -> Any:
        """
        Take it apart.

        :raises SourceError: if its bytes are not those of its type.
        """
        try:
            if self.is_ros1:
                return ros1_typestore().deserialize_ros1(self.data, self.kind)
            return typestore().deserialize_cdr(self.data, self.kind)
        except Exception as error:  # of struct, numpy, Unicode and rosbags
            raise SourceError(
                f'the message of {self.topic} that was recorded at {self.recorded_ns} ns cannot '
                f'be taken apart as {self.kind}: {error!r}'
            ) from error

    def stamped(self) -> StampedMessage:
        """
        Take it apart, and find its stamp.

        :raises SourceError: as ``message`` does.
        """
        message = self.message()
        own_ns = header_stamp_ns(message) if hasattr(message, 'header') else 0
        return StampedMessage(message, own_ns or self.recorded_ns, self.recorded_ns)

    def cdr(self) -> bytes | memoryview:
        """Give its bytes as ROS 2 lays them out."""
        if self.is_ros1:
            return typestore().serialize_cdr(self.message(), self.kind)
        return self.data


class BagTopic(NamedTuple):
    """Of which type a topic is, None if of several, and how many messages it has."""

    kind: str | None
    message_count: int


class Bag:
    """
    A bag, of which files are open only while messages are read.

    :param path: of a rosbag2 folder, of its one .mcap or .db3 file, of a ROS 1 bag or of a
        folder of these.
    :raises SourceError: if there is no such bag, or it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._parts = find_parts(path)
        topics = _listed_topics(path, self._parts) or _counted_topics(self._parts)
        with open_part(self._parts[0]):
            pass  # of a bag whose later files are damaged, the first ones can be read
        self.topics = {name: topic for name, topic in topics.items() if topic.message_count}
        """Those that have messages, by name."""

    def topics_of(self, *kinds: str) -> list[str]:
        """Name the topics of these types."""
        return sorted(name for name, topic in self.topics.items() if topic.kind in kinds)

    def stored(self, topics: Collection[str]) -> Generator[StoredMessage, None, None]:
        """
        Read messages of several topics as they lie in the bag, in its order.

        :raises SourceError: at the message that cannot be read.
        """
        for part in self._parts:
            with open_part(part) as reader:
                yield from _stored(part, reader, topics)

    def messages(self, topic: str) -> Generator[StampedMessage, None, None]:
        """
        Read a topic's messages in the order of the bag.

        :raises SourceError: at the message that cannot be read.
        """
        for part in self._parts:
            with open_part(part) as reader:
                yield from _stamped(part, reader, topic)

    def first(self, topic: str) -> StampedMessage | None:
        """Read the first message of a topic."""
        return next(self.messages(topic), None)

    def last(self, topic: str) -> StampedMessage | None:
        """Read the last message of a topic, looking back from the end of the bag."""
        for part in reversed(self._parts):
            with open_part(part) as reader:
                last = _last(part, reader, topic)
                if last:
                    return last
        return None


def _stored(
    part: BagPart, reader: OpenPart, topics: Collection[str], start_ns: int | None = None
) -> Iterator[StoredMessage]:
    """Read one file, from a time of the bag on."""
    wanted = [each for each in reader.connections if _topic_name(each.topic) in topics]
    if not wanted:  # which rosbags takes for all
        return
    entries = reader.messages(wanted, start_ns)
    while True:
        with damage_named(part.path):
            entry = next(entries, None)
        if entry is None:
            return
        connection, time_ns, data = entry
        name, kind = _topic_name(connection.topic), _kind(connection.msgtype)
        yield StoredMessage(name, kind, time_ns, data, part.is_ros1)


def _stamped(
    part: BagPart, reader: OpenPart, topic: str, start_ns: int | None = None
) -> Iterator[StampedMessage]:
    return (stored.stamped() for stored in _stored(part, reader, {topic}, start_ns))


def _last(part: BagPart, reader: OpenPart, topic: str) -> StampedMessage | None:
    span_ns = 10**9
    while True:
        start_ns = max(reader.start_time, reader.end_time - span_ns)
        tail = deque(_stamped(part, reader, topic, start_ns), maxlen=1)
        if tail or start_ns == reader.start_time:
            return tail.pop() if tail else None
        span_ns *= 4


def _listed_topics(path: Path, parts: list[BagPart]) -> dict[str, BagTopic]:
    """Give the topics as metadata.yaml lists them, with their counts in all files."""
    metadata = parts[0].metadata
    if metadata is None:
        return {}
    try:
        listed = [
            (each['topic_metadata']['name'], each['topic_metadata']['type'], each['message_count'])
            for each in metadata['topics_with_message_count']
        ]
    except (KeyError, TypeError) as error:
        raise SourceError(
            f'{path}/metadata.yaml does not list topics ({error!r}): write it anew with '
            f"'ros2 bag reindex {path}'"
        ) from error
    return _summed(listed)


def _counted_topics(parts: list[BagPart]) -> dict[str, BagTopic]:
    """Count in the files themselves."""
    found = []
    for part in parts:
        with open_part(part) as reader:
            for name, topic in reader.topics.items():
                kind = topic.msgtype and _kind(topic.msgtype)
                found.append((_topic_name(name), kind, topic.msgcount))
    return _summed(found)


def _summed(found: list[tuple[str, str | None, int]]) -> dict[str, BagTopic]:
    """Sum the counts of each topic, which may be there more than once."""
    topics: dict[str, BagTopic] = {}
    for name, kind, count in found:
        before = topics.get(name, BagTopic(kind, 0))
        topics[name] = BagTopic(
            kind if kind == before.kind else None, before.message_count + count
        )
    return topics


def _topic_name(name: str) -> str:
    """Name it as ROS 2 does: ROS 1 may leave the first slash out."""
    return name if name.startswith('/') else f'/{name}'


def _kind(kind: str) -> str:
    return _OLD_KINDS.get(kind, kind)
