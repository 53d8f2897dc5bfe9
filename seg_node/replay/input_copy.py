# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a drive's camera sent, copied beside what came of it."""

from __future__ import annotations

from dataclasses import replace

from seg_node.core.errors import SourceError
from seg_node.replay.step import Step
from seg_node.sources.bag import BagSource
from seg_node.sources.bag_recording import BagRecording
from seg_node.sources.bag_writer import CameraForm, CameraTopics
from seg_node.sources.frame_source import FrameSource


class BagCopy:
    """
    Copies from a bag, frame by frame, what was recorded up to each image.

    :param recording: that it goes to.
    :param source: of the frames.
    """

    def __init__(self, recording: BagRecording, source: BagSource) -> None:
        self._recording = recording
        self._image_topic = source.topic
        self._last = len(source) - 1
        self._stored = source.bag.stored(source.camera_topics())
        self.fault = ''
        """Why the bag could not be read to its end; empty if it could."""

    def close(self) -> None:
        """Close the files of the bag that is read."""
        self._stored.close()

    def look_at(self, step: Step) -> None:
        """Copy up to a frame's image; of the last one, all to the end."""
        try:
            for message in self._stored:
                self._recording.copy(message)
                if message.topic == self._image_topic and step.record.index < self._last:
                    return
        except SourceError as error:
            self.fault = str(error)


class FrameCopy:
    """
    Writes the frames of a source that is no bag.

    :param recording: that they go to.
    :param source: of the frames.
    """

    fault = ''

    def __init__(self, recording: BagRecording, source: FrameSource) -> None:
        self._topics = CameraTopics(recording, CameraForm(), source.label_set)
        self._has_truth = source.label_set is not None

    def close(self) -> None:
        """Nothing is open."""

    def look_at(self, step: Step) -> None:
        """Write a frame, with the truth that the source has, not what was found elsewhere."""
        if step.frame:
            frame = step.frame if self._has_truth else replace(step.frame, labels=None)
            self._topics.write(frame)


def copy_of(recording: BagRecording, source: FrameSource) -> BagCopy | FrameCopy:
    """Begin to copy a source's camera into a bag."""
    if isinstance(source, BagSource):
        return BagCopy(recording, source)
    return FrameCopy(recording, source)
