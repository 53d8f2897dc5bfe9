# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames from a video file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import cv2

from seg_node.core.errors import SourceError
from seg_node.core.label_set import LabelSet
from seg_node.sources.frame_source import Frame

VIDEO_SUFFIXES = frozenset({'.mp4', '.avi', '.mkv', '.mov', '.webm'})


class VideoSource:
    """
    The frames of a video, stamped by its frame rate.

    :param path: of any file that OpenCV can open as a video.
    :raises SourceError: if the file is missing, no video, or states no frame rate.
    """

    label_set: LabelSet | None = None

    def __init__(self, path: str | Path) -> None:
        self.name = str(path)
        with self._open() as video:
            self.rate_hz: float = video.get(cv2.CAP_PROP_FPS)
            has_frame = video.grab()
        if not (has_frame and self.rate_hz > 0):
            raise SourceError(
                f'{path} holds no frame that can be decoded or states no frame rate (found '
                f'{self.rate_hz}): write it again with both, e.g. ffmpeg -i {path} -r 30 out.mp4'
            )

    def __len__(self) -> int:
        """Count the frames, which decodes the whole video the first time."""
        return self._count

    def __iter__(self) -> Iterator[Frame]:
        """Read the frames; a ``SourceError`` names the one that cannot be read."""
        with self._open() as video:
            index = 0
            while video.grab():
                is_read, image = video.retrieve()
                if not is_read:
                    raise SourceError(f'{self.name}: frame {index} cannot be decoded')
                stamp_ns = round(index * 1e9 / self.rate_hz)
                yield Frame(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), stamp_ns, f'{index:06d}')
                index += 1

    @cached_property
    def _count(self) -> int:
        # The container's own count is that of its header: duration times rate in
        # Matroska, and what was planned, not what is there, in a file that was cut.
        with self._open() as video:
            count = 0
            while video.grab():
                count += 1
        return count

    @contextmanager
    def _open(self) -> Iterator[cv2.VideoCapture]:
        if not Path(self.name).is_file():
            raise SourceError(f'there is no video {self.name}: check the path')
        video = cv2.VideoCapture(self.name)
        try:
            if not video.isOpened():
                raise SourceError(
                    f'{self.name} is not a video that OpenCV can open: convert it, '
                    f'e.g. ffmpeg -i {self.name} out.mp4'
                )
            yield video
        finally:
            video.release()
