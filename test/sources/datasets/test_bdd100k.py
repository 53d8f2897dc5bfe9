# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""BDD100K with masks for classes and for drivable areas."""

import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.datasets.open_dataset import open_dataset

NAME = '0004974f-05e1c285'


def write_task(write_frame, collection, task, row):
    image = f'bdd100k/images/{collection}/val/{NAME}.jpg'
    return write_frame(image, f'bdd100k/labels/{task}/masks/val/{NAME}.png', row) / 'bdd100k'


def test_semantic_masks_hold_train_ids(write_frame, name_pixels):
    root = write_task(write_frame, '10k', 'sem_seg', [0, 8, 13, 18, 255])
    source = open_dataset(f'bdd100k:{root}/val')
    assert name_pixels(source) == ['road', 'vegetation', 'car', 'bicycle', None]
    assert source[0].name == NAME


def test_drivable_masks_hold_three_classes(write_frame, name_pixels):
    root = write_task(write_frame, '100k', 'drivable', [0, 1, 2, 255])
    names = name_pixels(open_dataset(f'bdd100k_drivable:{root}/val'))
    assert names == ['direct', 'alternative', 'background', None]


def test_class_that_there_is_not_is_named_with_its_file(write_frame):
    root = write_task(write_frame, '100k', 'drivable', [0, 3])
    with pytest.raises(SourceError, match=rf'{NAME}\.png: class ids \[3\] .*bdd100k_drivable'):
        open_dataset(f'bdd100k_drivable:{root}/val')[0]


def test_other_task_is_not_taken_for_this_one(write_frame):
    root = write_task(write_frame, '10k', 'sem_seg', [0])
    with pytest.raises(SourceError, match=r'no \S*/100k/val/\*\.jpg: give .*drivable/masks'):
        open_dataset(f'bdd100k_drivable:{root}/val')
