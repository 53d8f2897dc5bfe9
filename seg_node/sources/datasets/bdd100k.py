# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
BDD100K: 10,000 frames of semantic and 100,000 of drivable-area segmentation.

Semantic masks hold the train ids of Cityscapes, those of drivable areas
0 direct, 1 alternative and 2 background; both have 255 for unknown.

Source: bdd100k/bdd100k, doc/source/download.rst and format.rst,
bdd100k/label/label.py and to_mask.py (BSD-3-Clause).
"""

from __future__ import annotations

from pathlib import Path

from seg_node.core.image_files import decode_label_png
from seg_node.sources.datasets.label_files import LabelledFiles, list_files


def find_semantic(path: Path) -> LabelledFiles:
    """
    Find a split of semantic segmentation.

    :param path: ROOT/SPLIT for ROOT/images/10k/SPLIT and ROOT/labels/sem_seg/masks/SPLIT.
    :raises SourceError: if there are no pictures.
    """
    return _find(path, '10k', 'sem_seg')


def find_drivable(path: Path) -> LabelledFiles:
    """
    Find a split of drivable areas.

    :param path: ROOT/SPLIT for ROOT/images/100k/SPLIT and ROOT/labels/drivable/masks/SPLIT.
    :raises SourceError: if there are no pictures.
    """
    return _find(path, '100k', 'drivable')


def _find(path: Path, collection: str, task: str) -> LabelledFiles:
    root, split = path.parent, path.name
    images = list_files(root / 'images' / collection / split, '*.jpg')
    masks = root / 'labels' / task / 'masks' / split
    labels = [masks / f'{image.stem}.png' for image in images]
    return LabelledFiles(images, labels, decode_label_png)
