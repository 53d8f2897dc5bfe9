# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
CamVid as Cambridge distributes it: frames of 960x720, labels in 32 colours.

The colours become the 11 classes of the SegNet tutorial. Nobody here could
compare the result with the tutorial's own labels: the grouping is that of
MathWorks' CamVid example, which says that it follows SegNet's. The splits are
the tutorial's, by the numbers of their frames. ``Seq05VD_f02610_L.png``, in
``test``, is said to hold other colours; it is then refused by name.

Source: Melsaftawy98/Semantic-Segmentation, camvidpixellabelID.m, a copy of the
MathWorks example (all rights reserved there).
"""

from __future__ import annotations

from pathlib import Path

from seg_node.core.label_set import load_label_set, UNLABELLED
from seg_node.sources.datasets.label_files import colour_decoder, LabelledFiles, list_files

_COLOURS = {
    'Sky': [(128, 128, 128)],
    'Building': [(128, 0, 0), (0, 128, 64), (64, 192, 0), (64, 0, 64), (192, 0, 128)],
    'Pole': [(192, 192, 128), (0, 0, 64)],
    'Road': [(128, 64, 128), (128, 0, 192), (192, 0, 64)],
    'Pavement': [(0, 0, 192), (64, 192, 128), (128, 128, 192)],
    'Tree': [(128, 128, 0), (192, 192, 0)],
    'SignSymbol': [(192, 128, 128), (128, 128, 64), (0, 64, 64)],
    'Fence': [(64, 64, 128)],
    'Car': [(64, 0, 128), (64, 128, 192), (192, 128, 192), (192, 64, 128), (128, 64, 64)],
    'Pedestrian': [(64, 64, 0), (192, 128, 64), (64, 0, 192), (64, 128, 64)],
    'Bicyclist': [(0, 128, 192), (192, 0, 192)],
}
_VOID = (0, 0, 0)


def find_camvid(path: Path) -> LabelledFiles:
    """
    Find a split of CamVid.

    :param path: ROOT/SPLIT for the frames of train, val or test in
        ROOT/701_StillsRaw_full and ROOT/LabeledApproved_full.
    :raises SourceError: if there are no pictures.
    """
    root, split = path.parent, path.name
    frames = list_files(root / '701_StillsRaw_full', '*.png')
    images = [image for image in frames if _split_of(image.stem) == split]
    labels = [root / 'LabeledApproved_full' / f'{image.stem}_L.png' for image in images]
    names = load_label_set('camvid').names
    class_of = {
        colour: names.index(name) for name, colours in _COLOURS.items() for colour in colours
    }
    return LabelledFiles(images, labels, colour_decoder({_VOID: UNLABELLED} | class_of))


def _split_of(stem: str) -> str:
    """Tell the split of a frame such as ``0016E5_07959``."""
    if stem.startswith('Seq05VD') or (stem.startswith('0001TP') and stem >= '0001TP_008550'):
        return 'test'
    return 'val' if '0016E5_07959' <= stem <= '0016E5_08159' else 'train'
