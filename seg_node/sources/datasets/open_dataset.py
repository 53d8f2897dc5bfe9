# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a text such as ``cityscapes:ROOT/train`` to the labelled frames of a dataset."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from seg_node.core.errors import SourceError
from seg_node.core.label_set import load_label_set
from seg_node.sources.datasets.bdd100k import find_drivable, find_semantic
from seg_node.sources.datasets.camvid import find_camvid
from seg_node.sources.datasets.cityscapes import find_cityscapes
from seg_node.sources.datasets.kitti import find_kitti
from seg_node.sources.datasets.label_files import LabelledFiles
from seg_node.sources.datasets.rellis3d import find_rellis3d
from seg_node.sources.datasets.rugd import find_rugd
from seg_node.sources.picture_source import PictureSource


class _Dataset(NamedTuple):
    """
    What is to be known of a dataset.

    :param find: lists the frames of the split that a path stands for.
    :param label_set: name of its classes.
    :param path: what to give as path, and which folders are looked for then.
    """

    find: Callable[[Path], LabelledFiles]
    label_set: str
    path: str


_DATASETS = {
    'bdd100k': _Dataset(
        find_semantic,
        'cityscapes',
        'ROOT/SPLIT for images/10k/SPLIT and labels/sem_seg/masks/SPLIT in ROOT',
    ),
    'bdd100k_drivable': _Dataset(
        find_drivable,
        'bdd100k_drivable',
        'ROOT/SPLIT for images/100k/SPLIT and labels/drivable/masks/SPLIT in ROOT',
    ),
    'camvid': _Dataset(
        find_camvid,
        'camvid',
        'ROOT/train, val or test for 701_StillsRaw_full and LabeledApproved_full in ROOT',
    ),
    'cityscapes': _Dataset(
        find_cityscapes,
        'cityscapes',
        'ROOT/SPLIT for leftImg8bit/SPLIT and gtFine/SPLIT in ROOT',
    ),
    'kitti': _Dataset(
        find_kitti, 'cityscapes', 'the folder training, which holds image_2 and semantic'
    ),
    'rellis3d': _Dataset(
        find_rellis3d,
        'rellis3d',
        'ROOT/SPLIT for SPLIT.lst in ROOT, or a sequence, such as ROOT/00000',
    ),
    'rugd': _Dataset(
        find_rugd,
        'rugd',
        'ROOT/train, val or test, or a place, such as ROOT/creek, for '
        'RUGD_frames-with-annotations and RUGD_annotations in ROOT',
    ),
}

DATASETS = tuple(_DATASETS)
"""Names that ``open_dataset`` knows."""


def is_dataset(text: str) -> bool:
    """Tell whether a text is of the form ``NAME:PATH`` with the name of a dataset."""
    name, colon, _ = text.partition(':')
    return bool(colon) and name in _DATASETS


def open_dataset(text: str) -> PictureSource:
    """
    Open a split of a dataset as it lies on disk after unpacking.

    :param text: ``NAME:PATH``, for which ``is_dataset`` holds.
    :raises SourceError: if there are no frames at the path, or a label file is missing.
    """
    name, _, path = text.partition(':')
    dataset = _DATASETS[name]
    try:
        files = dataset.find(Path(path))
        if not files.images:
            raise SourceError(f"there is no split '{Path(path).name}'")
    except SourceError as error:
        raise SourceError(f'{text}: {error}: give {name}:PATH with {dataset.path}') from error
    labels = load_label_set(dataset.label_set)
    return PictureSource(text, files.images, files.labels, labels, files.decode_labels)
