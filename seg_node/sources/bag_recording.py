# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A rosbag2 folder that is being written, without ROS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from seg_node.core.errors import ConfigurationError
from seg_node.sources.bag_layout import STATIC_TF_TOPIC, STRING
from seg_node.sources.bag_reader import StoredMessage
from seg_node.sources.rosbags_library import (
    CompressionFormat,
    CompressionMode,
    Connection,
    Qos,
    QosDurability,
    QosHistory,
    QosLiveliness,
    QosReliability,
    QosTime,
    StoragePlugin,
    typestore,
    Writer,
    WriterError,
)

_NEVER = QosTime(9223372036, 854775807)
_LATCHED = Qos(
    history=QosHistory.KEEP_LAST,
    depth=1,
    reliability=QosReliability.RELIABLE,
    durability=QosDurability.TRANSIENT_LOCAL,
    deadline=_NEVER,
    lifespan=_NEVER,
    liveliness=QosLiveliness.AUTOMATIC,
    liveliness_lease_duration=_NEVER,
    avoid_ros_namespace_conventions=False,
)
_PURPOSE = 'seg_node'
STORAGES = {plugin.name.lower(): plugin for plugin in StoragePlugin}
"""By the names that ROS 2 has for them."""


def purpose_of(path: Path) -> str:
    """Say what a bag was made for; empty if it does not tell, or there is no whole bag."""
    try:
        metadata = yaml.safe_load((path / 'metadata.yaml').read_text(encoding='utf-8'))
        return str(metadata['rosbag2_bagfile_information']['custom_data'][_PURPOSE])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return ''


class BagRecording:
    """
    Takes messages within a ``with`` block, at whose end the bag is whole, however it ends.

    A topic is added with its first message, so that none is empty.

    :param path: of the folder that is made; it must not be there yet.
    :param storage: one of ``STORAGES``.
    :param is_compressed: whether chunks are compressed, which mcap alone can.
    :param purpose: that ``purpose_of`` tells of the bag.
    :raises ConfigurationError: if the folder is there or the storage is unknown.
    """

    def __init__(
        self,
        path: str | Path,
        storage: str = 'mcap',
        is_compressed: bool = False,
        purpose: str = '',
    ) -> None:
        if storage not in STORAGES:
            raise ConfigurationError(f"no bag storage '{storage}': choose from {sorted(STORAGES)}")
        self._connections: dict[str, Connection] = {}
        try:
            self._writer = Writer(path, version=9, storage_plugin=STORAGES[storage])
        except WriterError as error:
            raise ConfigurationError(f'{path} is there already: name a new folder') from error
        if is_compressed:
            self._writer.set_compression(CompressionMode.STORAGE, CompressionFormat.ZSTD)
        if purpose:
            self._writer.set_custom_data(_PURPOSE, purpose)

    def __enter__(self) -> BagRecording:
        """Make the folder."""
        self._writer.open()
        return self

    def __exit__(self, *unused: object) -> None:
        """Write what makes it whole, also after an error: what was written before is good."""
        try:
            self._writer.close()
        except BaseException:
            self._writer.abort()
            raise

    def write(self, topic: str, time_ns: int, message: Any, is_latched: bool = False) -> None:
        """
        Add a message.

        :param topic: with a slash at its beginning.
        :param time_ns: its time in the bag [ns].
        :param message: as ``message_making`` makes them.
        :param is_latched: whether late subscribers are to get it when the bag is played.
        """
        kind = message.__msgtype__
        self._add(topic, kind, time_ns, typestore().serialize_cdr(message, kind), is_latched)

    def copy(self, stored: StoredMessage) -> None:
        """Add a message of a camera, its truth or TF as it lies in another bag."""
        is_latched = stored.topic == STATIC_TF_TOPIC or stored.kind == STRING
        self._add(stored.topic, stored.kind, stored.recorded_ns, stored.cdr(), is_latched)

    def _add(
        self, topic: str, kind: str, time_ns: int, data: bytes | memoryview, is_latched: bool
    ) -> None:
        if topic not in self._connections:
            qos = (_LATCHED,) if is_latched else ()
            self._connections[topic] = self._writer.add_connection(
                topic, kind, typestore=typestore(), offered_qos_profiles=qos
            )
        self._writer.write(self._connections[topic], time_ns, data)
