# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An open bag: its topics, and their messages with stamps."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from seg_node.core.errors import SourceError
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.sources.bag_layout import bag_files
from seg_node.sources.rosbags_library import Reader, TopicInfo, typestore


class StampedMessage(NamedTuple):
    """A message, and its header's stamp, or where that is zero or missing the bag's."""

    message: Any
    stamp_ns: int


class BagReader:
    """
    A bag that is open within a ``with`` block.

    :param path: of a rosbag2 folder, or of its one .mcap or .db3 file.
    :raises SourceError: if there is no such bag, or it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        storage = _find_storage(path)
        with self._damage_named():
            self._reader = Reader(storage)
            self._reader.open()
        self.topics: dict[str, TopicInfo] = {
            name: info for name, info in self._reader.topics.items() if info.msgcount
        }
        """Those that have messages, by name."""

    def __enter__(self) -> BagReader:
        """Give the bag itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the bag's files."""
        self._reader.close()

    def messages(self, topic: str, start_ns: int | None = None) -> Iterator[StampedMessage]:
        """
        Read a topic's messages in the order of the bag.

        :param topic: a key of ``topics``.
        :param start_ns: bag time from which on to read.
        :raises SourceError: at the message that cannot be read.
        """
        stored = self._reader.messages(self.topics[topic].connections, start_ns)
        while True:
            with self._damage_named():
                entry = next(stored, None)
                if entry is None:
                    return
                connection, bag_time_ns, data = entry
                message = typestore().deserialize_cdr(data, connection.msgtype)
            yield StampedMessage(message, _own_stamp_ns(message) or bag_time_ns)

    def first(self, topic: str) -> StampedMessage | None:
        """Read the first message of a topic."""
        return next(self.messages(topic), None)

    def last(self, topic: str) -> StampedMessage | None:
        """Read the last message of a topic, looking back from the end of the bag."""
        span_ns = 10**9
        while True:
            start_ns = max(self._reader.start_time, self._reader.end_time - span_ns)
            tail = deque(self.messages(topic, start_ns), maxlen=1)
            if tail or start_ns == self._reader.start_time:
                return tail.pop() if tail else None
            span_ns *= 4

    @contextmanager
    def _damage_named(self) -> Iterator[None]:
        try:
            yield
        # Damaged files raise errors of rosbags, SQLite, zstd and the built-in kinds.
        except Exception as error:
            raise SourceError(
                f'{self._path} is not a whole bag: {error}; '
                "copy it again, or mend it with 'ros2 bag reindex' or 'mcap recover'"
            ) from error


def _find_storage(path: Path) -> Path:
    if not path.exists():
        raise SourceError(f'there is no bag {path}: check the path')
    if path.is_file() or (path / 'metadata.yaml').is_file():
        return path
    files = bag_files(path)
    if len(files) != 1:
        raise SourceError(
            f'{path} has no metadata.yaml and {len(files)} bag files: name one of the files, '
            "or write metadata.yaml with 'ros2 bag reindex'"
        )
    return files[0]


def _own_stamp_ns(message: Any) -> int:
    return header_stamp_ns(message) if hasattr(message, 'header') else 0
