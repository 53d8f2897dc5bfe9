# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames from a bag of ROS 2 or ROS 1, with the truth and camera that it holds."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
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
    STATIC_TF_TOPIC,
    STRING,
    TF,
    TF_TOPIC,
)
from seg_node.sources.bag_reader import Bag, StampedMessage, StoredMessage
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

    :param path: of a rosbag2 folder, of a single .mcap or .db3 file, of a ROS 1 bag, or of a
        folder of these.
    :param topic: of the images; needed if the bag has several image topics.
    :raises SourceError: if the bag cannot be read or the topic is not clear.
    """

    def __init__(self, path: str | Path, topic: str | None = None) -> None:
        self.name = str(path)
        self.bag = bag = Bag(Path(path))
        """All that was recorded beside the images."""
        self.topic = _choose_topic(bag, self.name, topic)
        """Of the images."""
        self._count = bag.topics[self.topic].message_count
        self.rate_hz = _mean_rate(bag, self.topic, self._count)
        self._camera = _read_camera(bag, self.topic)
        self._label_topic = find_label_topic(self.topic, bag.topics_of(IMAGE))
        self.label_set: LabelSet | None = None
        if self._label_topic is not None:
            self.label_set = _read_label_set(bag, self._label_topic)

    def camera_topics(self) -> list[str]:
        """Name what belongs to the camera: its images, calibration and truth, and TF."""
        names = {self.topic, TF_TOPIC, STATIC_TF_TOPIC, _info_topic(self.topic)}
        if self._label_topic:
            names |= {self._label_topic, _names_topic(self._label_topic)}
        return sorted(names & self.bag.topics.keys())

    def static_transforms(self) -> list[StampedMessage]:
        """
        Read the TFMessages of ``/tf_static``, which hold at all times.

        :raises SourceError: if the bag is damaged.
        """
        return list(self._transforms(STATIC_TF_TOPIC))

    def transforms(self) -> Iterator[StampedMessage]:
        """
        Read the TFMessages of ``/tf`` in the order in which they were recorded.

        :raises SourceError: where the bag is damaged.
        """
        return self._transforms(TF_TOPIC)

    def __len__(self) -> int:
        """Count the images."""
        return self._count

    def __iter__(self) -> Iterator[Frame]:
        """Read the frames; a ``SourceError`` names the one that cannot be read."""
        stamp_ns = 0
        for reading in self.readings():
            frame = reading.labelled_frame()
            stamp_ns = max(stamp_ns, frame.stamp_ns)
            yield replace(frame, stamp_ns=stamp_ns)

    def readings(self) -> Iterator[Reading]:
        """Read all images, also after one that is broken; frames keep their own stamps."""
        images = self.bag.stored({self.topic})
        labels = self.bag.stored({self._label_topic} if self._label_topic else ())
        count = 0
        # Else a traceback would keep files open.
        with closing(images), closing(labels):
            truth = _Truth(labels)
            for image in images:
                yield self._reading(count, image, truth)
                count += 1
        if count != self._count:
            raise SourceError(
                f'{self.name} states {self._count} images on {self.topic} and holds {count}: '
                "mend its metadata with 'ros2 bag reindex'"
            )

    def _transforms(self, topic: str) -> Iterator[StampedMessage]:
        return self.bag.messages(topic) if topic in self.bag.topics_of(TF) else _nothing()

    def _reading(self, index: int, stored: StoredMessage, truth: _Truth) -> Reading:
        where = f'{self.name}: frame {index} of {self.topic}'
        try:
            image = stored.stamped()
        except SourceError as error:
            return Reading(fault=SourceError(f'{where}: {error}'))
        stamp_ns, form = header_stamp_ns(image.message), _form(image.message)
        try:
            frame = self._frame(index, image, where)
        except SourceError as error:
            return Reading(stamp_ns, form, fault=error)
        reading = Reading(stamp_ns, form, frame)
        return reading.with_labels(lambda frame: self._labels(frame, truth, where))

    def _frame(self, index: int, stamped: StampedMessage, where: str) -> Frame:
        try:
            image = decode_message(stamped.message)
        except ImageDecodingError as error:
            raise SourceError(f'{where}: {error}') from error
        return Frame(
            image,
            stamped.stamp_ns,
            f'{index:06d}',
            camera=self._camera_of(image),
            frame_id=stamped.message.header.frame_id,
            recorded_ns=stamped.recorded_ns,
        )

    def _labels(self, frame: Frame, truth: _Truth, where: str) -> np.ndarray | None:
        message = truth.at(frame.stamp_ns)
        if message is None or self.label_set is None:
            return None
        try:
            labels = decode_label_image(message)
        except ImageDecodingError as error:
            raise SourceError(f'{where}: {error}') from error
        check_size(labels, frame.image, where)
        check_ids(labels, self.label_set, where)
        return labels

    def _camera_of(self, image: np.ndarray) -> PinholeCamera | None:
        """Give the camera if it is of the image's size: a binned or cropped one is not."""
        camera = self._camera
        if camera is None or (camera.height, camera.width) != image.shape[:2]:
            return None
        return camera


class _Truth:
    """Labels in the order of their stamps, of which one is held at a time."""

    def __init__(self, labels: Iterator[StoredMessage]) -> None:
        self._labels = labels
        self._newest: StampedMessage | None = None

    def at(self, stamp_ns: int) -> Any:
        """
        Give the label message of a stamp, going past those before it; None if there is none.

        :raises SourceError: at one that cannot be taken apart; the next call goes past it.
        """
        while self._newest is None or self._newest.stamp_ns < stamp_ns:
            stored = next(self._labels, None)
            if stored is None:
                return None
            self._newest = stored.stamped()
        return self._newest.message if self._newest.stamp_ns == stamp_ns else None


def _form(message: Any) -> str:
    kind = message.encoding if hasattr(message, 'encoding') else 'compressed'
    return f'{kind} of {message.header.frame_id or "no frame_id"}'


def _nothing() -> Generator[StampedMessage, None, None]:
    yield from ()


def _choose_topic(bag: Bag, name: str, topic: str | None) -> str:
    topics = [
        candidate
        for candidate in bag.topics_of(IMAGE, COMPRESSED_IMAGE)
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


def _mean_rate(bag: Bag, topic: str, count: int) -> float:
    """Measure the rate of the stamps; 1 Hz stands in where they do not tell."""
    try:
        first, last = bag.first(topic), bag.last(topic)
    except SourceError:  # of a damaged message, up to which the bag can be read
        return 1.0
    if first is None or last is None or last.stamp_ns <= first.stamp_ns:
        return 1.0
    return (count - 1) * 1e9 / (last.stamp_ns - first.stamp_ns)


def _info_topic(image_topic: str) -> str:
    return camera_namespace(image_topic) + 'camera_info'


def _names_topic(label_topic: str) -> str:
    return label_topic.removesuffix(LABEL_TOPIC) + LABEL_NAMES_TOPIC


def _read_camera(bag: Bag, topic: str) -> PinholeCamera | None:
    """Read the camera from its first CameraInfo; None if there is none, or it is no pinhole."""
    info_topic = _info_topic(topic)
    first = bag.first(info_topic) if info_topic in bag.topics_of(CAMERA_INFO) else None
    if first is None:
        return None
    info = first.message
    # A fisheye lens is none even where its distortion terms are zero; K is zero uncalibrated.
    if np.any(info.d) or info.distortion_model == 'equidistant' or info.k[0] <= 0:
        return None
    fx, _, cx, _, fy, cy = (float(value) for value in info.k[:6])
    return PinholeCamera(info.width, info.height, fx, fy, cx, cy)


def _read_label_set(bag: Bag, label_topic: str) -> LabelSet:
    names_topic = _names_topic(label_topic)
    first = bag.first(names_topic) if names_topic in bag.topics_of(STRING) else None
    if first is None:
        return load_label_set('camvid')
    try:
        return LabelSet.from_dict(json.loads(first.message.data))
    except (ValueError, LabelSetError) as error:
        raise SourceError(f'{names_topic} holds no label set: {error}') from error
