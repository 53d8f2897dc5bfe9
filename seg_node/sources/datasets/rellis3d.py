# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
RELLIS-3D: a robot off the road, with label ids that leave gaps.

Of the 20 ids, void (0) becomes unlabelled; 29, 30 and 32, which are not in the
dataset's list, are merged as its authors' code does.

Source: unmannedlab/RELLIS-3D, README.md for folders and split files,
benchmarks/SalsaNext/train/tasks/semantic/config/labels/rellis.yaml for ids,
benchmarks/HRNet-Semantic-Segmentation-HRNet-OCR/lib/datasets/rellis.py for what
is merged (CC BY-NC-SA 3.0).
"""

from __future__ import annotations

from pathlib import Path

from seg_node.core.errors import SourceError
from seg_node.core.label_set import UNLABELLED
from seg_node.sources.datasets.label_files import id_decoder, LabelledFiles, list_files

_IDS = (1, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 17, 18, 19, 23, 27, 31, 33, 34)
"""Ids of the classes 0 to 18, dirt to rubble."""

_GRASS, _WATER = _IDS.index(3), _IDS.index(6)

_CLASS_OF = {label_id: class_id for class_id, label_id in enumerate(_IDS)} | {
    0: UNLABELLED,
    29: _GRASS,
    30: _GRASS,
    32: _WATER,
}


def find_rellis3d(path: Path) -> LabelledFiles:
    """
    Find a split of RELLIS-3D, or one of its sequences.

    :param path: ROOT/SPLIT for the frames of ROOT/SPLIT.lst, or ROOT/SEQUENCE,
        which holds ``pylon_camera_node`` and ``pylon_camera_node_label_id``.
    :raises SourceError: if there are no pictures, or the list cannot be read.
    """
    split = path.parent / f'{path.name}.lst'
    if split.is_file():
        images, labels = _read_list(split)
    else:
        images = list_files(path / 'pylon_camera_node', '*.jpg')
        labels = [path / 'pylon_camera_node_label_id' / f'{image.stem}.png' for image in images]
    return LabelledFiles(images, labels, id_decoder(_CLASS_OF))


def _read_list(split: Path) -> tuple[list[Path], list[Path]]:
    """Read lines of a picture and its labels, both relative to the folder of the list."""
    images, labels = [], []
    lines = split.read_text(encoding='utf-8', errors='replace').splitlines()
    for number, line in enumerate(lines, start=1):
        names = line.split()
        if len(names) != 2:
            raise SourceError(f'{split} names {len(names)} files, not a pair, in line {number}')
        images.append(split.parent / names[0])
        labels.append(split.parent / names[1])
    return images, labels
