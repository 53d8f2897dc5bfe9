# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames from picture files, with label files or without, wherever these lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from seg_node.core.errors import ImageDecodingError, SourceError
from seg_node.core.image_files import decode_jpeg_or_png, decode_label_png
from seg_node.core.label_set import LabelSet
from seg_node.sources.frame_source import Frame
from seg_node.sources.reading import Reading
from seg_node.sources.truth_checks import check_ids, check_size

_LEAST_HZ, _MOST_HZ = 1e-3, 1e6
"""At other rates stamps grow beyond what ROS can hold, or are hardly apart."""

LabelDecoder = Callable[[bytes], np.ndarray]
"""From the bytes of a label file to (H, W) uint8 class ids; raises ``ImageDecodingError``."""


class PictureSource:
    """
    Pictures in a given order, which can be read in any order: ``source[i]``.

    :param name: for people, e.g. the path that was opened.
    :param images: of the frames; their stems are the frames' names.
    :param labels: one file for each picture, or none at all.
    :param label_set: of the class ids, if there are labels.
    :param decode_labels: reads a label file.
    :param rate_hz: of the stamps, since pictures have none.
    :raises SourceError: if a label file is missing or ``rate_hz`` is none that stamps can have.
    """

    def __init__(
        self,
        name: str,
        images: Sequence[Path],
        labels: Sequence[Path] = (),
        label_set: LabelSet | None = None,
        decode_labels: LabelDecoder = decode_label_png,
        rate_hz: float = 10.0,
    ) -> None:
        if not _LEAST_HZ <= rate_hz <= _MOST_HZ:
            raise SourceError(
                f'rate_hz {rate_hz}: frames need a rate above 0, of {_LEAST_HZ:g} to '
                f'{_MOST_HZ:g} Hz'
            )
        missing = [file for file in labels if not file.is_file()]
        if missing:
            raise SourceError(
                f'{missing[0]} is missing ({len(missing)} of {len(labels)} pictures have no label '
                'file): add them, or take these pictures away'
            )
        self.name = name
        self.rate_hz = rate_hz
        self.label_set = label_set if labels else None
        self._images = images
        self._labels = labels
        self._decode_labels = decode_labels

    def __len__(self) -> int:
        """Count the pictures."""
        return len(self._images)

    def __iter__(self) -> Iterator[Frame]:
        """Read the frames in order; a ``SourceError`` names the file that cannot be read."""
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> Frame:
        """
        Read one frame.

        :raises IndexError: if there is no such frame.
        :raises SourceError: if picture or labels cannot be read or do not fit together.
        """
        return self.reading(index).labelled_frame()

    def reading(self, index: int) -> Reading:
        """
        Read one picture, whether or not its labels fit it.

        :raises IndexError: if there is no such frame.
        :raises SourceError: if the picture cannot be read.
        """
        index = range(len(self))[index]
        path = self._images[index]
        image = read_file(path, decode_jpeg_or_png)
        reading = Reading(frame=Frame(image, round(index * 1e9 / self.rate_hz), path.stem))
        return reading.with_labels(lambda frame: self._labels_of(index, frame))

    def read_labels(self, index: int) -> np.ndarray:
        """
        Read the labels of one frame and not its picture.

        :returns: (H, W) uint8 class ids, 255 unlabelled.
        :raises SourceError: if there are no labels, or these cannot be read or hold
            ids beyond the label set.
        """
        if self.label_set is None:
            raise SourceError(f'{self.name} has no labels: put them in its subfolder label/')
        path = self._labels[index]
        labels = read_file(path, self._decode_labels)
        check_ids(labels, self.label_set, str(path))
        return labels

    def _labels_of(self, index: int, frame: Frame) -> np.ndarray | None:
        if self.label_set is None:
            return None
        labels = self.read_labels(index)
        check_size(labels, frame.image, str(self._labels[index]))
        return labels


def read_file(path: Path, decode: Callable[[bytes], np.ndarray]) -> np.ndarray:
    """
    Read and decode a file.

    :raises SourceError: if it cannot be read.
    """
    try:
        return decode(path.read_bytes())
    except (OSError, ImageDecodingError) as error:
        raise SourceError(f'{path} cannot be read: {error}') from error
