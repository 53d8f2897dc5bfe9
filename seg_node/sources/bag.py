# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames from a ROS 2 bag, with the truth and camera that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
import json
from pathlib import Path
from typing import Any

import numpy as np

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ImageDecodingError, LabelSetError, SourceError
from seg_node.core.image_decoding import decode_label_image, decode_message
from seg_node.core.label_set import LabelSet, load_label_set
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.sources.bag_layout import (
    CAMERA_INFO,
    camera_namespace,
    COMPRESSED_IMAGE,
    find_label_topic,
    IMAGE,
    LABEL_NAMES_TOPIC,
    LABEL_TOPIC,
    STRING,
)
from seg_node.sources.bag_reader import BagReader, StampedMessage
from seg_node.sources.frame_source import Frame
from seg_node.sources.reading import Reading
from seg_node.sources.truth_checks import check_ids, check_size


class BagSource:
    """
    The images of one topic in the order in which they were recorded.

    A frame's stamp is that of its header, or of the bag where that is zero; one
    that is earlier than its predecessor's is raised to it. Labels are found by
    the header's stamp, going through both topics side by side, so an image or a
    label that was recorded out of order has no truth.

    :param path: of a rosbag2 folder, or of a single .mcap or .db3 file.
    :param topic: of the images; needed if the bag has several image topics.
    :raises SourceError: if the bag cannot be read or the topic is not clear.
    """

    def __init__(self, path: str | Path, topic: str | None = None) -> None:
        self.name = str(path)
        self._path = Path(path)
        with BagReader(self._path) as bag:
            self._topic = _choose_topic(bag, self.name, topic)
            self._count = bag.topics[self._topic].msgcount
            self.rate_hz = _mean_rate(bag, self._topic, self._count)
            self._camera = _read_camera(bag, self._topic)
            self._label_topic = find_label_topic(self._topic, _topics_of(bag, IMAGE))
            self.label_set: LabelSet | None = None
            if self._label_topic is not None:
                self.label_set = _read_label_set(bag, self._label_topic)

    def __len__(self) -> int:
        """Count the images."""
        return self._count

    def __iter__(self) -> Iterator[Frame]:
        """Read the frames; a ``SourceError`` names the one that cannot be read."""
        stamp_ns = 0
        for reading in self.readings():
            frame = reading.whole_frame()
            stamp_ns = max(stamp_ns, frame.stamp_ns)
            yield replace(frame, stamp_ns=stamp_ns)

    def readings(self) -> Iterator[Reading]:
        """Read all images, also after one that is broken; frames keep their own stamps."""
        truth = _Truth(self._read(self._label_topic))
        count = 0
        for image in self._read(self._topic):
            yield self._reading(count, image, truth.at(image.stamp_ns))
            count += 1
        if count != self._count:
            raise SourceError(
                f'{self.name} states {self._count} images on {self._topic} and holds {count}: '
                "mend its metadata with 'ros2 bag reindex'"
            )

    def _read(self, topic: str | None) -> Iterator[StampedMessage]:
        """Read a topic, if any, through a reader of its own: a shared one has one position."""
        if topic is not None:
            with BagReader(self._path) as bag:
                yield from bag.messages(topic)

    def _reading(self, index: int, image: StampedMessage, label_message: Any) -> Reading:
        message = image.message
        stamp_ns = header_stamp_ns(message)
        kind = message.encoding if hasattr(message, 'encoding') else 'compressed'
        form = f'{kind} of {message.header.frame_id or "no frame_id"}'
        try:
            return Reading(stamp_ns, form, self._frame(index, image, label_message))
        except SourceError as error:
            return Reading(stamp_ns, form, fault=error)

    def _frame(self, index: int, stamped: StampedMessage, label_message: Any) -> Frame:
        where = f'{self.name}: frame {index} of {self._topic}'
        labels = None
        try:
            image = decode_message(stamped.message)
            if label_message is not None:
                labels = decode_label_image(label_message)
        except ImageDecodingError as error:
            raise SourceError(f'{where}: {error}') from error
        if labels is not None and self.label_set is not None:
            check_size(labels, image, where)
            check_ids(labels, self.label_set, where)
        return Frame(image, stamped.stamp_ns, f'{index:06d}', labels, self._camera_of(image))

    def _camera_of(self, image: np.ndarray) -> PinholeCamera | None:
        """Give the camera if it is of the image's size: a binned or cropped one is not."""
        camera = self._camera
        if camera is None or (camera.height, camera.width) != image.shape[:2]:
            return None
        return camera


class _Truth:
    """Labels in the order of their stamps, of which one is held at a time."""

    def __init__(self, labels: Iterator[StampedMessage]) -> None:
        self._labels = labels
        self._next = next(labels, None)

    def at(self, stamp_ns: int) -> Any:
        """Give the label message of a stamp, going past those before it; None if there is none."""
        while self._next is not None and self._next.stamp_ns < stamp_ns:
            self._next = next(self._labels, None)
        if self._next is None or self._next.stamp_ns != stamp_ns:
            return None
        return self._next.message


def _topics_of(bag: BagReader, *types: str) -> list[str]:
    return sorted(topic for topic, info in bag.topics.items() if info.msgtype in types)


def _choose_topic(bag: BagReader, name: str, topic: str | None) -> str:
    topics = [
        candidate
        for candidate in _topics_of(bag, IMAGE, COMPRESSED_IMAGE)
        if not candidate.endswith(f'/{LABEL_TOPIC}')
    ]
    if not topics:
        found = ', '.join(sorted(bag.topics)) or 'none'
        raise SourceError(
            f'{name} holds no Image or CompressedImage messages (topics with messages: {found}): '
            "record the camera's image topic"
        )
    if topic is None and len(topics) == 1:
        return topics[0]
    if topic in topics:
        return topic
    problem = f'has no images on {topic}' if topic else f'has {len(topics)} image topics'
    raise SourceError(f'{name} {problem}: name one of {", ".join(topics)} as topic')


def _mean_rate(bag: BagReader, topic: str, count: int) -> float:
    """Measure the rate of the stamps; 1 Hz stands in where they do not tell."""
    try:
        first, last = bag.first(topic), bag.last(topic)
    except SourceError:  # of a damaged message, up to which the bag can be read
        return 1.0
    if first is None or last is None or last.stamp_ns <= first.stamp_ns:
        return 1.0
    return (count - 1) * 1e9 / (last.stamp_ns - first.stamp_ns)


def _read_camera(bag: BagReader, topic: str) -> PinholeCamera | None:
    """Read the camera from its first CameraInfo; None if there is none, or it is no pinhole."""
    info_topic = camera_namespace(topic) + 'camera_info'
    first = bag.first(info_topic) if info_topic in _topics_of(bag, CAMERA_INFO) else None
    if first is None:
        return None
    info = first.message
    # A fisheye lens is none even where its distortion terms are zero; K is zero uncalibrated.
    if np.any(info.d) or info.distortion_model == 'equidistant' or info.k[0] <= 0:
        return None
    fx, _, cx, _, fy, cy = (float(value) for value in info.k[:6])
    return PinholeCamera(info.width, info.height, fx, fy, cx, cy)


def _read_label_set(bag: BagReader, label_topic: str) -> LabelSet:
    names_topic = label_topic.removesuffix(LABEL_TOPIC) + LABEL_NAMES_TOPIC
    first = bag.first(names_topic) if names_topic in _topics_of(bag, STRING) else None
    if first is None:
        return load_label_set('camvid')
    try:
        return LabelSet.from_dict(json.loads(first.message.data))
    except (ValueError, LabelSetError) as error:
        raise SourceError(f'{names_topic} holds no label set: {error}') from error
