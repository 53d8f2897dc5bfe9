# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures into a video file."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.sources.frame_source import FrameSource


def write_video(source: FrameSource, path: str | Path) -> None:
    """
    Write a source's pictures; truth and camera have no place in a video.

    :param source: of the frames.
    :param path: of the ``.mp4`` file, which must not exist yet.
    :raises ConfigurationError: if the file exists.
    :raises SourceError: if a frame cannot be read or written.
    """
    if Path(path).exists():
        raise ConfigurationError(f'{path} exists: give the path of a new file')
    with VideoWriter(path, source.rate_hz) as video:
        for frame in source:
            video.write(frame.image)


class VideoWriter:
    """
    Writes pictures of one size into an MPEG-4 file; finished at the end of a ``with``.

    Its pictures have even sides: of an odd one the last column or row is lost.

    :param path: of the ``.mp4`` file.
    :param rate_hz: frames per second.
    """

    def __init__(self, path: str | Path, rate_hz: float) -> None:
        self._path = Path(path)
        self._rate_hz = rate_hz
        self._writer: cv2.VideoWriter | None = None
        self._shape: tuple[int, ...] = ()
        self._count = 0

    def write(self, image: np.ndarray) -> None:
        """
        Add a picture.

        :param image: (H, W, 3) uint8 RGB.
        :raises SourceError: if the file cannot be written, or the size has changed.
        """
        if self._writer is None:
            self._writer, self._shape = self._open(image), image.shape
        if image.shape != self._shape:
            raise SourceError(
                f'{self._path}: a picture of {image.shape[1]}x{image.shape[0]} came after one of '
                f'{self._shape[1]}x{self._shape[0]}: a video has one size'
            )
        self._writer.write(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        self._count += 1

    def close(self) -> None:
        """
        Finish the file.

        :raises SourceError: if it does not hold all pictures.
        """
        if self._writer is None:
            return
        self._writer.release()
        self._writer = None
        # OpenCV says nothing when a disk is full.
        found = int(cv2.VideoCapture(str(self._path)).get(cv2.CAP_PROP_FRAME_COUNT))
        if found != self._count:
            raise SourceError(
                f'{self._path} holds {found} of {self._count} pictures: check disk space'
            )

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def _open(self, image: np.ndarray) -> cv2.VideoWriter:
        size = (image.shape[1], image.shape[0])
        fourcc = cv2.VideoWriter.fourcc(*'mp4v')
        # MPEG-4 has no rates like 99.973 Hz, which takes a denominator above 65535.
        writer = cv2.VideoWriter(str(self._path), fourcc, round(self._rate_hz, 2), size)
        if not writer.isOpened():
            raise SourceError(
                f'{self._path} cannot be written: give a path that ends in .mp4, in a folder '
                'that exists and can be written'
            )
        return writer
