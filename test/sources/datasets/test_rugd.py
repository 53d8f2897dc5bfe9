# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""RUGD, whose labels are colours."""

import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.datasets.open_dataset import open_dataset

COLOURS = {
    'dirt': (108, 64, 20),
    'sand': (255, 229, 204),
    'grass': (0, 102, 0),
    'tree': (0, 255, 0),
    'water': (0, 128, 255),
    'sky': (0, 0, 255),
    'asphalt': (64, 64, 64),
    'gravel': (255, 128, 0),
    'building': (255, 0, 0),
    'mulch': (153, 76, 0),
    'person': (204, 153, 255),
    'concrete': (101, 101, 11),
    'picnic-table': (114, 85, 47),
}


def write_place(write_frame, place, row):
    name = f'{place}/{place}_00001.png'
    return write_frame(f'RUGD_frames-with-annotations/{name}', f'RUGD_annotations/{name}', row)


def test_colours_become_classes(write_frame, name_pixels):
    root = write_place(write_frame, 'creek', [*COLOURS.values(), (0, 0, 0)])
    assert name_pixels(open_dataset(f'rugd:{root}/creek')) == [*COLOURS, None]


def test_splits_are_made_of_places(write_frame):
    for place in ('creek', 'park-1', 'park-8', 'trail-5', 'trail-7', 'trail-13'):
        root = write_place(write_frame, place, [(0, 0, 0)])
    splits = {
        split: [frame.name for frame in open_dataset(f'rugd:{root}/{split}')]
        for split in ('val', 'test')
    }
    assert splits == {
        'val': ['park-8_00001', 'trail-5_00001'],
        'test': ['creek_00001', 'park-1_00001', 'trail-7_00001', 'trail-13_00001'],
    }


def test_place_that_is_not_there_is_named(write_frame):
    root = write_place(write_frame, 'park-8', [(0, 0, 0)])
    with pytest.raises(SourceError, match=r'no \S*/trail-5/\*\.png: give rugd:PATH with ROOT/tra'):
        open_dataset(f'rugd:{root}/val')


def test_colour_that_there_is_not_is_named_with_its_file(write_frame):
    root = write_place(write_frame, 'creek', [(0, 102, 0), (0, 102, 1), (255, 255, 255)])
    said = r'creek_00001\.png .*colours \[\[0, 102, 1\], \[255, 255, 255\]\] \(RGB\) are none'
    with pytest.raises(SourceError, match=said):
        open_dataset(f'rugd:{root}/creek')[0]
