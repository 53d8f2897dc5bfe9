# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames from a folder of picture files, with labels beside them or without."""

from __future__ import annotations

from pathlib import Path

from seg_node.core.errors import SourceError
from seg_node.core.label_set import LabelSet, load_label_set
from seg_node.sources.picture_source import PictureSource

IMAGE_SUFFIXES = frozenset({'.jpg', '.jpeg', '.png'})


class FolderSource(PictureSource):
    """
    The pictures of a folder in the order of their names.

    A folder of labelled frames holds ``image/`` and ``label/``: for each picture
    a PNG of class ids with its stem, and optionally ``labels.yaml``, the label
    set of the ids. Any other folder may hold pictures alone, in ``image/`` or
    itself.

    :param path: the folder.
    :param rate_hz: of the stamps, since pictures have none.
    :param default_labels: what the ids stand for without ``labels.yaml``; CamVid's by default.
    :raises SourceError: if the folder or a label file is missing, there are no
        pictures, or two have one stem.
    :raises LabelSetError: if ``labels.yaml`` is no label set.
    """

    def __init__(
        self, path: str | Path, rate_hz: float = 10.0, default_labels: LabelSet | None = None
    ) -> None:
        folder = Path(path)
        images = _find_images(folder)
        labels: list[Path] = []
        label_set = None
        if (folder / 'label').is_dir():
            labels = [folder / 'label' / f'{image.stem}.png' for image in images]
            label_set = own_labels(folder) or default_labels or load_label_set('camvid')
        super().__init__(str(path), images, labels, label_set, rate_hz=rate_hz)


def own_labels(folder: Path) -> LabelSet | None:
    """Load the label set that lies beside labels, if there is one."""
    """Load the label set that lies beside labels, if there is one."""
    own = folder / 'labels.yaml'
    # A link to nowhere is one that the user meant.
    return load_label_set(str(own)) if own.exists() or own.is_symlink() else None


def _find_images(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise SourceError(f'{folder} is not a folder: give one that holds pictures')
    inner = folder / 'image'
    files = (inner if inner.is_dir() else folder).iterdir()
    images = sorted(
        file
        for file in files
        # macOS leaves a ._NAME beside each file that it packs.
        if file.suffix.lower() in IMAGE_SUFFIXES and not file.name.startswith('.')
    )
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
