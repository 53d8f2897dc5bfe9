# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Bags as ROS 1 records them, written with its own message definitions."""

from rosbags.rosbag1 import Writer
from rosbags.typesys import get_types_from_msg, get_typestore, Stores

_STORE = get_typestore(Stores.ROS1_NOETIC)
_STORE.register(
    get_types_from_msg('geometry_msgs/TransformStamped[] transforms', 'tf2_msgs/msg/TFMessage')
)
_STORE.register(
    get_types_from_msg('geometry_msgs/TransformStamped[] transforms', 'tf/msg/tfMessage')
)


def as_ros1(message, kind=None):
    """Make a message of ROS 1, with its names and ``seq``, of one of ROS 2."""
    if isinstance(message, list):
        return [as_ros1(each) for each in message]
    kind = kind or getattr(message, '__msgtype__', None)
    if not kind:
        return message
    values = {name: as_ros1(each) for name, each in vars(message).items()}
    if kind == 'std_msgs/msg/Header':
        values['seq'] = 7
    if kind == 'sensor_msgs/msg/CameraInfo':
        values = {name.upper() if name in 'dkrp' else name: each for name, each in values.items()}
    return _STORE.types[kind](**values)


def record_ros1(path, messages, compression=None, kinds=None):
    """Write (topic, bag time, message of ROS 2) in this order; ``kinds`` renames types."""
    connections = {}
    writer = Writer(path)
    if compression:
        writer.set_compression(compression)
    with writer:
        for topic, bag_time_ns, message in messages:
            kind = (kinds or {}).get(message.__msgtype__, message.__msgtype__)
            if topic not in connections:
                connections[topic] = writer.add_connection(topic, kind, typestore=_STORE)
            data = _STORE.serialize_ros1(as_ros1(message, kind), kind)
            writer.write(connections[topic], bag_time_ns, data)
    return path
