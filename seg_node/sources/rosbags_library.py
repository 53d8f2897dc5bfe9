# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The one door to rosbags, which reads and writes bags without ROS."""

from functools import lru_cache

from seg_node.core.errors import SourceError

try:
    from rosbags.interfaces import (
        Connection,
        Qos,
        QosDurability,
        QosHistory,
        QosLiveliness,
        QosReliability,
        QosTime,
        TopicInfo,
    )
    from rosbags.rosbag2 import Reader, StoragePlugin, Writer, WriterError
    from rosbags.typesys import get_typestore, Stores
    from rosbags.typesys.store import Typestore
except ImportError as error:
    raise SourceError("bags need rosbags, 0.11 or newer: pip install 'rosbags>=0.11'") from error

__all__ = [
    'Connection',
    'Qos',
    'QosDurability',
    'QosHistory',
    'QosLiveliness',
    'QosReliability',
    'QosTime',
    'Reader',
    'StoragePlugin',
    'TopicInfo',
    'Typestore',
    'Writer',
    'WriterError',
    'typestore',
]


@lru_cache(maxsize=1)
def typestore() -> Typestore:
    """
    Give the message types.

    Those that frames are made of have had the same fields since ROS 2 Dashing,
    so this one store reads the bags of every release, whether or not a bag
    holds message definitions.
    """
    return get_typestore(Stores.ROS2_JAZZY)
