# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Any source of frames as a ROS 2 bag, with its truth and camera."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import LabelSet
from seg_node.sources.bag_layout import (
    CAMERA_INFO,
    camera_namespace,
    IMAGE,
    LABEL_NAMES_TOPIC,
    LABEL_TOPIC,
    STRING,
)
from seg_node.sources.frame_source import Frame, FrameSource
from seg_node.sources.rosbags_library import (
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

FRAME_ID = 'camera_optical'

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


def write_bag(
    source: FrameSource,
    path: str | Path,
    topic: str = '/camera/image_raw',
    storage: str = 'mcap',
) -> None:
    """
    Write frames as rgb8 images, with CameraInfo, labels and label names where known.

    Each message lies in the bag at its frame's stamp.

    :param source: read once, frame by frame.
    :param path: of the folder that is made; it must not be there yet.
    :param topic: of the images; the other topics share its namespace.
    :param storage: ``mcap`` or ``sqlite3``.
    :raises ConfigurationError: if the folder is there or the storage is unknown.
    """
    plugins = {plugin.name.lower(): plugin for plugin in StoragePlugin}
    if storage not in plugins:
        raise ConfigurationError(f"no bag storage '{storage}': choose from {sorted(plugins)}")
    try:
        writer = Writer(path, version=9, storage_plugin=plugins[storage])
    except WriterError as error:
        raise ConfigurationError(f'{path} is there already: name a new folder') from error
    with writer:
        topics = _CameraTopics(writer, topic)
        for index, frame in enumerate(source):
            if index == 0 and source.label_set is not None:
                topics.write_label_names(source.label_set, frame.stamp_ns)
            topics.write_frame(frame)


class _CameraTopics:
    """One camera's topics; each is added with its first message, so that none is empty."""

    def __init__(self, writer: Writer, image_topic: str) -> None:
        self._writer = writer
        self._image_topic = image_topic
        self._namespace = camera_namespace(image_topic)
        self._connections: dict[str, Connection] = {}

    def write_label_names(self, label_set: LabelSet, stamp_ns: int) -> None:
        names = _new(STRING, data=json.dumps(label_set.to_dict()))
        self._write(self._namespace + LABEL_NAMES_TOPIC, stamp_ns, names)

    def write_frame(self, frame: Frame) -> None:
        header = _header(frame.stamp_ns)
        self._write(self._image_topic, frame.stamp_ns, _image(header, 'rgb8', frame.image))
        if frame.camera is not None:
            info = _camera_info(header, frame.camera)
            self._write(self._namespace + 'camera_info', frame.stamp_ns, info)
        if frame.labels is not None:
            labels = _image(header, 'mono8', frame.labels)
            self._write(self._namespace + LABEL_TOPIC, frame.stamp_ns, labels)

    def _write(self, topic: str, stamp_ns: int, message: Any) -> None:
        kind = message.__msgtype__
        if topic not in self._connections:
            qos = (_LATCHED,) if kind == STRING else ()
            self._connections[topic] = self._writer.add_connection(
                topic, kind, typestore=typestore(), offered_qos_profiles=qos
            )
        data = typestore().serialize_cdr(message, kind)
        self._writer.write(self._connections[topic], stamp_ns, data)


def _new(kind: str, **fields: Any) -> Any:
    return typestore().types[kind](**fields)


def _header(stamp_ns: int) -> Any:
    sec, nanosec = divmod(stamp_ns, 10**9)
    stamp = _new('builtin_interfaces/msg/Time', sec=sec, nanosec=nanosec)
    return _new('std_msgs/msg/Header', stamp=stamp, frame_id=FRAME_ID)


def _image(header: Any, encoding: str, pixels: np.ndarray) -> Any:
    height, width = pixels.shape[:2]
    return _new(
        IMAGE,
        header=header,
        height=height,
        width=width,
        encoding=encoding,
        is_bigendian=0,
        step=pixels.size // height,
        data=pixels.reshape(-1),
    )


def _camera_info(header: Any, camera: PinholeCamera) -> Any:
    projection = np.array(
        [[camera.fx, 0, camera.cx, 0], [0, camera.fy, camera.cy, 0], [0, 0, 1, 0]], np.float64
    )
    no_roi = _new(
        'sensor_msgs/msg/RegionOfInterest',
        x_offset=0,
        y_offset=0,
        height=0,
        width=0,
        do_rectify=False,
    )
    return _new(
        CAMERA_INFO,
        header=header,
        height=camera.height,
        width=camera.width,
        distortion_model='plumb_bob',
        d=np.zeros(5),
        k=projection[:, :3].flatten(),
        r=np.eye(3).flatten(),
        p=projection.flatten(),
        binning_x=0,
        binning_y=0,
        roi=no_roi,
    )
