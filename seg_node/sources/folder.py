# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames from a folder of picture files, with labels beside them or without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from seg_node.core.errors import ImageDecodingError, SourceError
from seg_node.core.image_files import decode_jpeg_or_png, decode_label_png
from seg_node.core.label_set import LabelSet, load_label_set
from seg_node.sources.frame_source import Frame
from seg_node.sources.truth_checks import check_ids, check_size

IMAGE_SUFFIXES = frozenset({'.jpg', '.jpeg', '.png'})


class FolderSource:
    """
    The pictures of a folder in the order of their names.

    A folder of labelled frames holds ``image/`` and ``label/``: for each picture
    a PNG of class ids with its stem, and optionally ``labels.yaml``, the label
    set of the ids. Any other folder may hold pictures alone, in ``image/`` or
    itself. Frames can be read in any order: ``source[i]``.

    :param path: the folder.
    :param rate_hz: of the stamps, since pictures have none.
    :param label_set: of the ids; by default that of ``labels.yaml``, else CamVid's.
    :raises SourceError: if the folder or a label file is missing, there are no
        pictures, or two have one stem.
    :raises LabelSetError: if ``labels.yaml`` is no label set.
    """

    def __init__(
        self, path: str | Path, rate_hz: float = 10.0, label_set: LabelSet | None = None
    ) -> None:
        folder = Path(path)
        if rate_hz <= 0:
            raise SourceError(f'rate_hz {rate_hz}: frames need a rate above 0')
        self.name = str(path)
        self.rate_hz = rate_hz
        self._images = _find_images(folder)
        self._labels = _find_labels(folder / 'label', self._images)
        self.label_set: LabelSet | None = None
        if self._labels:
            own = folder / 'labels.yaml'
            self.label_set = label_set or load_label_set(str(own) if own.is_file() else 'camvid')

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
        index = range(len(self))[index]
        path = self._images[index]
        image = _read(path, decode_jpeg_or_png)
        labels = None
        if self._labels:
            labels = self.read_labels(index)
            check_size(labels, image, str(self._labels[index]))
        return Frame(image, round(index * 1e9 / self.rate_hz), path.stem, labels)

    def read_labels(self, index: int) -> np.ndarray:
        """
        Read the labels of one frame and not its picture.

        :returns: (H, W) uint8 class ids, 255 unlabelled.
        :raises SourceError: if the folder has no labels, or these cannot be read
            or hold ids beyond the label set.
        """
        if self.label_set is None:
            raise SourceError(f'{self.name} has no labels: put them in its subfolder label/')
        path = self._labels[index]
        labels = _read(path, decode_label_png)
        check_ids(labels, self.label_set, str(path))
        return labels


def _find_images(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise SourceError(f'{folder} is not a folder: give one that holds pictures')
    inner = folder / 'image'
    files = (inner if inner.is_dir() else folder).iterdir()
    images = sorted(file for file in files if file.suffix.lower() in IMAGE_SUFFIXES)
    if not images:
        raise SourceError(
            f'{folder} holds no pictures: put {", ".join(sorted(IMAGE_SUFFIXES))} files into it '
            'or into its subfolder image/'
        )
    by_stem: dict[str, Path] = {}
    for image in images:
        other = by_stem.setdefault(image.stem, image)
        if other != image:
            raise SourceError(
                f'{other} and {image.name} have one stem, which is the frame name: rename one'
            )
    return images


def _find_labels(folder: Path, images: list[Path]) -> list[Path]:
    """Pair each picture with its label file; with none if there is no such folder."""
    if not folder.is_dir():
        return []
    labels = [folder / f'{image.stem}.png' for image in images]
    missing = [file for file in labels if not file.is_file()]
    if missing:
        raise SourceError(
            f'{missing[0]} is missing ({len(missing)} of {len(labels)} pictures have no label '
            f'file): add them, or move {folder.name}/ away to read pictures alone'
        )
    return labels


def _read(path: Path, decode: Callable[[bytes], np.ndarray]) -> np.ndarray:
    try:
        return decode(path.read_bytes())
    except (OSError, ImageDecodingError) as error:
        raise SourceError(f'{path} cannot be read: {error}') from error
