# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Cityscapes and KITTI, which share their label ids."""

import numpy as np
import pytest

from seg_node.core.errors import SourceError
from seg_node.core.label_set import load_label_set
from seg_node.sources.datasets.open_dataset import open_dataset

NAMES = {
    7: 'road',
    8: 'sidewalk',
    11: 'building',
    12: 'wall',
    13: 'fence',
    17: 'pole',
    19: 'traffic light',
    20: 'traffic sign',
    21: 'vegetation',
    22: 'terrain',
    23: 'sky',
    24: 'person',
    25: 'rider',
    26: 'car',
    27: 'truck',
    28: 'bus',
    31: 'train',
    32: 'motorcycle',
    33: 'bicycle',
}
IMAGE = 'leftImg8bit/train/aachen/aachen_000000_000019_leftImg8bit.png'
LABEL = 'gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png'
TRAIN_IDS = LABEL.replace('labelIds', 'labelTrainIds')


@pytest.mark.parametrize(
    ('text', 'image', 'label'),
    [
        ('cityscapes:{}/train', IMAGE, LABEL),
        ('kitti:{}/training', 'training/image_2/000000_10.png', 'training/semantic/000000_10.png'),
    ],
)
def test_label_ids_become_the_evaluated_classes(write_frame, name_pixels, text, image, label):
    root = write_frame(image, label, [*range(34), 255])
    source = open_dataset(text.format(root))
    assert name_pixels(source) == [NAMES.get(label_id) for label_id in [*range(34), 255]]
    assert source.label_set == load_label_set('cityscapes')


def test_cities_of_a_split_are_read_one_after_the_other(write_frame, name_pixels):
    write_frame(IMAGE, LABEL, [7])
    ulm, ulm_label = (name.replace('aachen', 'ulm') for name in (IMAGE, LABEL))
    write_frame(ulm, ulm_label, [8])
    write_frame(IMAGE.replace('train', 'val'), LABEL.replace('train', 'val'), [26])
    # The download holds these beside the ids.
    root = write_frame(IMAGE, LABEL.replace('labelIds', 'color'), [(128, 64, 128)])
    source = open_dataset(f'cityscapes:{root}/train')
    assert [frame.name[:4] for frame in source] == ['aach', 'ulm_']
    assert [name_pixels(source, index) for index in range(2)] == [['road'], ['sidewalk']]


def test_train_ids_are_read_where_there_are_no_label_ids(write_frame):
    root = write_frame(IMAGE, TRAIN_IDS, [0, 13, 18, 255])
    labels = open_dataset(f'cityscapes:{root}/train')[0].labels
    np.testing.assert_array_equal(labels, [[0, 13, 18, 255]])


def test_label_ids_come_before_train_ids(write, write_frame, name_pixels):
    write_frame(IMAGE, LABEL, [26])
    root = write(TRAIN_IDS, [0])
    assert name_pixels(open_dataset(f'cityscapes:{root}/train')) == ['car']


def test_id_that_there_is_not_is_named_with_its_file(write_frame):
    root = write_frame(IMAGE, LABEL, [7, 34, 200])
    with pytest.raises(SourceError, match=r'aachen\S*_labelIds\.png .*ids \[34, 200\] are none'):
        open_dataset(f'cityscapes:{root}/train')[0]


def test_missing_labels_are_named(write):
    root = write(IMAGE, [(0, 0, 0)])
    with pytest.raises(SourceError, match=r'aachen\S*_gtFine_labelIds\.png is missing \(1 of 1'):
        open_dataset(f'cityscapes:{root}/train')
