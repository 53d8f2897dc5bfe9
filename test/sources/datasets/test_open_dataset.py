# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for every dataset."""

import pickle

import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.datasets.open_dataset import DATASETS, is_dataset, open_dataset


@pytest.mark.parametrize('name', DATASETS)
def test_wrong_folder_says_what_was_looked_for_and_what_to_give(tmp_path, name):
    said = rf'^{name}:\S*/none: there is no {tmp_path}\S*: give {name}:PATH with (ROOT|the fol)'
    with pytest.raises(SourceError, match=said):
        open_dataset(f'{name}:{tmp_path}/none')


@pytest.mark.parametrize(
    ('text', 'expected'),
    [('rugd:a', True), ('rugd:', True), ('rugd', False), ('other:a', False), ('./rugd:a', False)],
)
def test_dataset_is_told_by_its_name_and_a_colon(text, expected):
    assert is_dataset(text) == expected


def test_source_can_go_to_another_process(write_frame):
    root = write_frame('training/image_2/a.png', 'training/semantic/a.png', [7, 26])
    source = pickle.loads(pickle.dumps(open_dataset(f'kitti:{root}/training')))
    assert source[0].labels.tolist() == [[0, 13]]
    assert source.name == f'kitti:{root}/training'
