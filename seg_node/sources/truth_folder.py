# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Truth from a folder of label files that are named by the stamps of their frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import re

import numpy as np

from seg_node.core.errors import SourceError
from seg_node.core.image_files import decode_label_png
from seg_node.core.label_set import LabelSet
from seg_node.sources.folder import own_labels
from seg_node.sources.frame_source import Frame, FrameSource
from seg_node.sources.picture_source import read_file
from seg_node.sources.reading import read_all, Reading
from seg_node.sources.truth_checks import check_ids, check_size

# Less than nine digits after the dot may be meant as a fraction or as nanoseconds.
_STAMP = re.compile(r'(\d+)(?:\.(\d{9}))?')


class TruthFolder:
    """
    A source whose frames have the labels that a folder holds for their stamps, and no others.

    :param source: of the frames.
    :param folder: with PNGs of class ids, named by stamps in nanoseconds or as
        ``seconds.nanoseconds``, and optionally ``labels.yaml``, their label set.
    :param default_labels: what the ids stand for without ``labels.yaml``.
    :raises SourceError: if the folder has no PNGs, or two of one stamp.
    :raises LabelSetError: if ``labels.yaml`` is no label set.
    """

    def __init__(self, source: FrameSource, folder: Path, default_labels: LabelSet) -> None:
        self.name, self.rate_hz = source.name, source.rate_hz
        self.labels = own_labels(folder) or default_labels
        """What the ids stand for."""
        self.label_set: LabelSet | None = self.labels
        self._source = source
        self._files, self._unused = _find_files(folder)

    def __len__(self) -> int:
        """Count the frames."""
        return len(self._source)

    def __iter__(self) -> Iterator[Frame]:
        """Read the frames; a ``SourceError`` names the one that cannot be read."""
        return (reading.labelled_frame() for reading in self.readings())

    def readings(self) -> Iterator[Reading]:
        """Read all frames; a ``SourceError`` says why nothing after it can be read."""
        for reading in read_all(self._source):
            yield reading.with_labels(self._read)

    @property
    def unused(self) -> list[str]:
        """Names of the files that no frame up to now has the stamp of."""
        return sorted(self._unused)

    def _read(self, frame: Frame) -> np.ndarray | None:
        file = self._files.get(frame.stamp_ns)
        if file is None:
            return None
        self._unused.discard(file.name)
        labels = read_file(file, decode_label_png)
        check_ids(labels, self.labels, str(file))
        check_size(labels, frame.image, str(file))
        return labels


def _find_files(folder: Path) -> tuple[dict[int, Path], set[str]]:
    """Give the files by stamp [ns], and the names of all, also of those that tell no stamp."""
    if not folder.is_dir():
        raise SourceError(f'{folder} is not a folder: give one that holds label files')
    files = sorted(path for path in folder.glob('*.png') if not path.name.startswith('.'))
    if not files:
        raise SourceError(
            f'{folder} holds no PNGs: put label files there that are named by the stamp of their '
            'frame, e.g. 1700000000123456789.png'
        )
    by_stamp: dict[int, Path] = {}
    for file in files:
        match = _STAMP.fullmatch(file.stem)
        if match:
            other = by_stamp.setdefault(int(match[1] + (match[2] or '')), file)
            if other != file:
                raise SourceError(f'{other} and {file.name} are of one stamp: take one away')
    return by_stamp, {file.name for file in files}
