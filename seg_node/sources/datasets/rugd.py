# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
RUGD: a small robot on trails, in parks and in a village, with labels in colours.

The splits by place are those of the dataset's paper (Wigness et al., IROS 2019).

Source: colours in RUGD_annotation-colormap.txt of the dataset, as in
rayguan97/GANav-offroad, tools/convert_datasets/rugd_relabel6.py (Apache-2.0);
splits as in JdeRobot/DetectionMetrics, detectionmetrics/datasets/rugd.py.
GANav-offroad has the same groups of places, with val and test exchanged.
"""

from __future__ import annotations

from pathlib import Path

from seg_node.core.label_set import load_label_set, UNLABELLED
from seg_node.sources.datasets.label_files import colour_decoder, LabelledFiles, list_files

_PLACES = {
    'train': (
        'park-2',
        'trail',
        'trail-3',
        'trail-4',
        'trail-6',
        'trail-9',
        'trail-10',
        'trail-11',
        'trail-12',
        'trail-14',
        'trail-15',
        'village',
    ),
    'val': ('park-8', 'trail-5'),
    'test': ('creek', 'park-1', 'trail-7', 'trail-13'),
}
_VOID = (0, 0, 0)


def find_rugd(path: Path) -> LabelledFiles:
    """
    Find a split of RUGD, or one of its places.

    :param path: ROOT/SPLIT or ROOT/PLACE for ROOT/RUGD_frames-with-annotations/PLACE
        and ROOT/RUGD_annotations/PLACE.
    :raises SourceError: if there are no pictures.
    """
    root, split = path.parent, path.name
    images = [
        image
        for place in _PLACES.get(split, (split,))
        for image in list_files(root / 'RUGD_frames-with-annotations' / place, '*.png')
    ]
    labels = [root / 'RUGD_annotations' / image.parent.name / image.name for image in images]
    # The label set is drawn in the dataset's own colours.
    classes = load_label_set('rugd').classes
    class_of = {each.colour: class_id for class_id, each in enumerate(classes)}
    return LabelledFiles(images, labels, colour_decoder({_VOID: UNLABELLED} | class_of))
