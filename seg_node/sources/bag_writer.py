# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Any source of frames as a ROS 2 bag, with its truth and camera."""

from __future__ import annotations

from dataclasses import replace
import json
from pathlib import Path
from typing import Any, NamedTuple

from seg_node.core.errors import SourceError
from seg_node.core.image_size import format_size
from seg_node.core.label_set import LabelSet
from seg_node.sources.bag_layout import camera_namespace, LABEL_NAMES_TOPIC, LABEL_TOPIC, STRING
from seg_node.sources.bag_recording import BagRecording
from seg_node.sources.calibration_file import Calibration
from seg_node.sources.frame_source import Frame, FRAME_ID, FrameSource
from seg_node.sources.message_making import (
    make,
    make_camera_info,
    make_header,
    make_image,
    make_jpeg,
)

_SECOND = 10**9


class CameraForm(NamedTuple):
    """
    How a camera's frames are written.

    :param topic: of the images; the other topics share its namespace.
    :param calibration: in the place of what is known of each frame's camera.
    :param is_jpeg: whether images are JPEG, below the topic, and not rgb8.
    """

    topic: str = '/camera/image_raw'
    calibration: Calibration | None = None
    is_jpeg: bool = False


_DEFAULT = CameraForm()


def write_bag(
    source: FrameSource,
    path: str | Path,
    form: CameraForm = _DEFAULT,
    storage: str = 'mcap',
) -> None:
    """
    Write frames as images, with CameraInfo, labels and label names where known.

    Each message lies in the bag at its frame's stamp. A source without a clock, which begins at
    0, begins at 1 s in the bag.

    :param source: read once, frame by frame.
    :param path: of the folder that is made; it must not be there yet.
    :param form: of the frames.
    :param storage: ``mcap`` or ``sqlite3``.
    :raises ConfigurationError: if the folder is there or the storage is unknown.
    :raises SourceError: if a frame cannot be read, or is not of the calibration's size.
    """
    with BagRecording(path, storage) as recording:
        topics = CameraTopics(recording, form, source.label_set)
        for frame in map(OffZero(), source):
            topics.write(frame)


class OffZero:
    """Moves frames that begin at stamp 0, which in ROS stands for no stamp, by a second."""

    def __init__(self) -> None:
        self._by_ns: int | None = None

    def __call__(self, frame: Frame) -> Frame:
        """Give the next frame, moved if the first one had to be; what a message had stays."""
        if self._by_ns is None:
            self._by_ns = _SECOND if frame.stamp_ns == 0 and frame.recorded_ns is None else 0
        return replace(frame, stamp_ns=frame.stamp_ns + self._by_ns) if self._by_ns else frame


class CameraTopics:
    """
    One camera's topics in a bag.

    :param recording: that the frames go to.
    :param form: of the frames.
    :param label_set: of the frames' labels, if they have some.
    """

    def __init__(
        self, recording: BagRecording, form: CameraForm, label_set: LabelSet | None
    ) -> None:
        self._recording = recording
        self._form = form
        self._namespace = camera_namespace(form.topic)
        self._new_label_set = label_set

    def write(self, frame: Frame) -> None:
        """Write a frame's messages at its stamp."""
        if self._new_label_set:
            self._write_label_names(self._new_label_set, frame.stamp_ns)
            self._new_label_set = None
        header = make_header(frame.stamp_ns, frame.frame_id or FRAME_ID)
        messages = dict([self._image(header, frame)])
        camera = self._form.calibration or frame.camera
        if camera is not None:
            messages[self._namespace + 'camera_info'] = make_camera_info(header, camera)
        if frame.labels is not None:
            messages[self._namespace + LABEL_TOPIC] = make_image(header, frame.labels)
        for topic, message in messages.items():
            self._recording.write(topic, frame.stamp_ns, message)

    def _image(self, header: Any, frame: Frame) -> tuple[str, Any]:
        calibration = self._form.calibration
        height, width, _ = frame.image.shape
        if calibration and calibration.size != (width, height):
            raise SourceError(
                f'the calibration is for images of {format_size(calibration.size)}, and frame '
                f'{frame.name} has {width}x{height}: give that of the same camera and size'
            )
        if self._form.is_jpeg:
            return f'{self._form.topic}/compressed', make_jpeg(header, frame.image)
        return self._form.topic, make_image(header, frame.image)

    def _write_label_names(self, label_set: LabelSet, stamp_ns: int) -> None:
        names = make(STRING, data=json.dumps(label_set.to_dict()))
        topic = self._namespace + LABEL_NAMES_TOPIC
        self._recording.write(topic, stamp_ns, names, is_latched=True)
