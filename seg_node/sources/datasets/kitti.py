# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
KITTI semantics 2015: 200 frames with the label ids of Cityscapes.

Source: README.md of the benchmark's devkit_semantics, as in
stevenwudi/6DVNET, maskrcnn_benchmark/data/datasets/devkit_semantics.
"""

from __future__ import annotations

from pathlib import Path

from seg_node.sources.datasets.cityscapes import decode_label_ids
from seg_node.sources.datasets.label_files import LabelledFiles, list_files


def find_kitti(path: Path) -> LabelledFiles:
    """
    Find the labelled frames of KITTI.

    :param path: the folder ``training``, which holds ``image_2`` and ``semantic``.
    :raises SourceError: if there are no pictures.
    """
    images = list_files(path / 'image_2', '*.png')
    labels = [path / 'semantic' / image.name for image in images]
    return LabelledFiles(images, labels, decode_label_ids)
