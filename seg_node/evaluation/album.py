# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What people look at after a drive: a video and a sheet of frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from seg_node.core.label_set import LabelSet
from seg_node.core.overlay import colour_labels, highlight
from seg_node.core.resizing import resize_nearest
from seg_node.core.sheet import spread_over, write_sheet
from seg_node.evaluation.recorded_frame import RecordedFrame
from seg_node.sources.video_writer import VideoWriter

_CAPTIONS = ('camera', 'labels', 'confidence', 'drivable area')
_ROW_COUNT = 4
_DRIVABLE_COLOUR = (40, 230, 90)


class Album:
    """
    Writes overlays into a video and keeps a few frames for a sheet.

    The frames of the sheet are spread over the drive, however many come.

    :param folder: for ``overlay.mp4`` and ``sheet.png``.
    :param rate_hz: of the video.
    """

    def __init__(self, folder: Path, rate_hz: float) -> None:
        self._folder = folder
        self._video = VideoWriter(folder / 'overlay.mp4', rate_hz)
        self._frame_count = 0
        self._kept: list[RecordedFrame] = []
        self._stride = 1

    def add(self, frame: RecordedFrame) -> None:
        """Add a frame."""
        self._video.write(frame.overlay)
        if self._frame_count % self._stride == 0:
            self._kept.append(frame)
        self._frame_count += 1
        # How many are to come is not known: with twice too many, each second one goes.
        if len(self._kept) == 2 * _ROW_COUNT:
            del self._kept[1::2]
            self._stride *= 2

    def close(self, labels: LabelSet) -> None:
        """
        Finish the video and write the sheet, if there was a frame.

        :param labels: names and colours of the frames' classes.
        :raises SegNodeError: if the sheet cannot be written.
        """
        self._video.close()
        count = len(self._kept)
        if count == 0:
            return
        rows = [_row(self._kept[index], labels) for index in spread_over(count, _ROW_COUNT)]
        write_sheet(self._folder / 'sheet.png', rows, _CAPTIONS, labels)


def _row(frame: RecordedFrame, labels: LabelSet) -> tuple[np.ndarray, ...]:
    """Draw what ``_CAPTIONS`` names, all at the camera's size."""
    size = (frame.image.shape[1], frame.image.shape[0])
    return (
        frame.image,
        colour_labels(resize_nearest(frame.mask, size), labels.palette),
        resize_nearest(frame.confidence, size),
        highlight(frame.image, [(resize_nearest(frame.drivable_area, size), _DRIVABLE_COLOUR)]),
    )
