# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Cityscapes, fine annotations, as the classes that are evaluated.

Where ``*_labelIds.png``, which the download holds, are missing, the
``*_labelTrainIds.png`` that csCreateTrainIdLabelImgs makes are read.

Source: mcordts/cityscapesScripts, README.md for the folders and
cityscapesscripts/helpers/labels.py for the ids (the Cityscapes terms).
"""

from __future__ import annotations

from pathlib import Path

from seg_node.core.image_files import decode_label_png
from seg_node.core.label_set import UNLABELLED
from seg_node.sources.datasets.label_files import id_decoder, LabelledFiles, list_files

_EVALUATED = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)
"""Ids of the classes 0 to 18, road to bicycle."""

_CLASS_OF = dict.fromkeys(range(34), UNLABELLED) | {
    label_id: class_id for class_id, label_id in enumerate(_EVALUATED)
}

decode_label_ids = id_decoder(_CLASS_OF)
"""Decode label ids, of which 0 to 33 are drawn; a licence plate has -1 and is not."""


def find_cityscapes(path: Path) -> LabelledFiles:
    """
    Find a split of Cityscapes.

    :param path: ROOT/SPLIT for ROOT/leftImg8bit/SPLIT and ROOT/gtFine/SPLIT.
    :raises SourceError: if there are no pictures.
    """
    root, split = path.parent, path.name
    images = list_files(root / 'leftImg8bit' / split, '*/*_leftImg8bit.png')
    label_ids, train_ids = (
        [_label_file(root / 'gtFine' / split, image, kind) for image in images]
        for kind in ('labelIds', 'labelTrainIds')
    )
    if train_ids[0].is_file() and not label_ids[0].is_file():
        return LabelledFiles(images, train_ids, decode_label_png)
    return LabelledFiles(images, label_ids, decode_label_ids)


def _label_file(folder: Path, image: Path, kind: str) -> Path:
    name = image.name.replace('_leftImg8bit', f'_gtFine_{kind}')
    return folder / image.parent.name / name
