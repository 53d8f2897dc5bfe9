# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""RELLIS-3D, whose ids have gaps."""

import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.datasets.open_dataset import open_dataset

NAMES = {
    0: None,
    1: 'dirt',
    3: 'grass',
    4: 'tree',
    5: 'pole',
    6: 'water',
    7: 'sky',
    8: 'vehicle',
    9: 'object',
    10: 'asphalt',
    12: 'building',
    15: 'log',
    17: 'person',
    18: 'fence',
    19: 'bush',
    23: 'concrete',
    27: 'barrier',
    31: 'puddle',
    33: 'mud',
    34: 'rubble',
}
FRAME = 'frame000000-1581624652_750'


def pair(sequence):
    return (
        f'{sequence}/pylon_camera_node/{FRAME}.jpg',
        f'{sequence}/pylon_camera_node_label_id/{FRAME}.png',
    )


def test_ids_become_classes_without_gaps(write_frame, name_pixels):
    root = write_frame(*pair('00000'), list(NAMES))
    assert name_pixels(open_dataset(f'rellis3d:{root}/00000')) == list(NAMES.values())


def test_ids_beside_the_list_are_merged_as_in_the_benchmark(write_frame, name_pixels):
    root = write_frame(*pair('00000'), [29, 30, 32])
    assert name_pixels(open_dataset(f'rellis3d:{root}/00000')) == ['grass', 'grass', 'water']


def test_split_is_what_its_list_names(write_frame, name_pixels):
    for label_id, sequence in ((3, '00000'), (7, '00001'), (31, '00002')):
        root = write_frame(*pair(sequence), [label_id])
    lines = [' '.join(pair(sequence)) for sequence in ('00002', '00000')]
    (root / 'train.lst').write_text('\n'.join(lines) + '\n')
    source = open_dataset(f'rellis3d:{root}/train')
    assert [name_pixels(source, index) for index in range(2)] == [['puddle'], ['grass']]


@pytest.mark.parametrize('label_id', [2, 11, 35, 254])
def test_id_in_a_gap_is_named_with_its_file(write_frame, label_id):
    root = write_frame(*pair('00000'), [3, label_id])
    with pytest.raises(SourceError, match=rf'{FRAME}\.png .*ids \[{label_id}\] are none'):
        open_dataset(f'rellis3d:{root}/00000')[0]


@pytest.mark.parametrize('lines', ['a.jpg\n', 'a.jpg a.png\n\n', 'a.jpg a.png b.png', '\x00\xff'])
def test_list_of_no_pairs_is_refused(tmp_path, lines):
    (tmp_path / 'val.lst').write_bytes(lines.encode('latin-1'))
    with pytest.raises(SourceError, match=r'val\.lst names \d files, not a pair, in line \d'):
        open_dataset(f'rellis3d:{tmp_path}/val')


def test_empty_list_is_refused(tmp_path):
    (tmp_path / 'val.lst').touch()
    with pytest.raises(SourceError, match="no split 'val': give rellis3d:PATH with ROOT/SPLIT"):
        open_dataset(f'rellis3d:{tmp_path}/val')


def test_file_that_a_list_names_must_be_there(write_frame):
    root = write_frame(*pair('00000'), [3])
    (root / 'val.lst').write_text(' '.join(pair('00001')))
    with pytest.raises(SourceError, match=r'00001/pylon_camera_node_label_id/\S* is missing'):
        open_dataset(f'rellis3d:{root}/val')
