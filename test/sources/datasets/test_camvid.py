# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""CamVid in its original colours, split as in the SegNet tutorial."""

from pathlib import Path

import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.datasets.camvid import _split_of
from seg_node.sources.datasets.open_dataset import open_dataset

TUTORIAL = Path(__file__).parents[4] / 'shared' / 'data' / 'camvid'
COLOURS = {
    (128, 128, 128): 'Sky',
    (128, 0, 0): 'Building',
    (64, 192, 0): 'Building',
    (192, 192, 128): 'Pole',
    (128, 64, 128): 'Road',
    (128, 0, 192): 'Road',
    (0, 0, 192): 'Pavement',
    (128, 128, 0): 'Tree',
    (192, 128, 128): 'SignSymbol',
    (64, 64, 128): 'Fence',
    (64, 0, 128): 'Car',
    (64, 128, 192): 'Car',
    (64, 64, 0): 'Pedestrian',
    (0, 128, 192): 'Bicyclist',
}


def write_camvid(write_frame, stem, row):
    return write_frame(f'701_StillsRaw_full/{stem}.png', f'LabeledApproved_full/{stem}_L.png', row)


def test_colours_become_the_classes_of_the_tutorial(write_frame, name_pixels):
    root = write_camvid(write_frame, '0006R0_f00930', [*COLOURS, (0, 0, 0)])
    names = name_pixels(open_dataset(f'camvid:{root}/train'))
    assert names == [*COLOURS.values(), None]


def test_frames_are_split_by_sequence_and_number(write_frame):
    expected = {
        'train': ['0001TP_008520', '0006R0_f00930', '0016E5_07920', '0016E5_08190'],
        'val': ['0016E5_07959', '0016E5_08159'],
        'test': ['0001TP_008550', 'Seq05VD_f00000'],
    }
    for stems in expected.values():
        for stem in stems:
            root = write_camvid(write_frame, stem, [(0, 0, 0)])
    found = {
        split: [frame.name for frame in open_dataset(f'camvid:{root}/{split}')]
        for split in expected
    }
    assert found == expected


@pytest.mark.skipif(not TUTORIAL.is_dir(), reason='the CamVid frames are not beside the checkout')
@pytest.mark.parametrize('split', ['train', 'val'])
def test_split_is_that_of_the_tutorial(split):
    stems = [file.stem for file in (TUTORIAL / split / 'image').iterdir()]
    assert {_split_of(stem) for stem in stems} == {split}


def test_split_that_there_is_not_is_named(write_frame):
    root = write_camvid(write_frame, '0006R0_f00930', [(0, 0, 0)])
    with pytest.raises(SourceError, match="no split 'trainval': give camvid:PATH with ROOT"):
        open_dataset(f'camvid:{root}/trainval')
