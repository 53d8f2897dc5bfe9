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
    )
    from rosbags.rosbag1 import Reader as Ros1Reader
    from rosbags.rosbag2 import (
        CompressionFormat,
        CompressionMode,
        Reader,
        StoragePlugin,
        Writer,
        WriterError,
    )
    from rosbags.typesys import get_types_from_msg, get_typestore, Stores
    from rosbags.typesys.store import Typestore
except ImportError as error:
    raise SourceError("bags need rosbags, 0.11 or newer: pip install 'rosbags>=0.11'") from error

__all__ = [
    'CompressionFormat',
    'CompressionMode',
    'Connection',
    'Qos',
    'QosDurability',
    'QosHistory',
    'QosLiveliness',
    'QosReliability',
    'QosTime',
    'Reader',
    'Ros1Reader',
    'StoragePlugin',
    'Typestore',
    'Writer',
    'WriterError',
    'ros1_typestore',
    'typestore',
]

_HEADER = 'std_msgs/msg/Header'
_VISION = {
    'vision_msgs/msg/VisionClass': 'uint16 class_id\nstring class_name',
    'vision_msgs/msg/LabelInfo': (
        'std_msgs/Header header\nvision_msgs/VisionClass[] class_map\nfloat32 threshold'
    ),
}
"""Definitions that rosbags lacks."""


@lru_cache(maxsize=1)
def typestore() -> Typestore:
    """
    Give the message types.

    Those that frames are made of have had the same fields since ROS 2 Dashing,
    so this one store reads the bags of every release, whether or not a bag
    holds message definitions.
    """
    store = get_typestore(Stores.ROS2_JAZZY)
    for kind, text in _VISION.items():
        store.register(get_types_from_msg(text, kind))
    return store


@lru_cache(maxsize=1)
def ros1_typestore() -> Typestore:
    """
    Give the same types as ROS 1 lays them out, with the names that ROS 2 has for their fields.

    Of what cameras and TF send, ROS 1 differs in the header, which has ``seq``
    before all else, and in names: a CameraInfo's K was not k yet.
    """
    store = get_typestore(Stores.EMPTY)
    header = get_typestore(Stores.ROS1_NOETIC).fielddefs[_HEADER]
    store.register({**typestore().fielddefs, _HEADER: header})
    return store
