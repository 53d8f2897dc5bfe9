# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Weights are found in files of any script, and no code in them is run."""

import pytest
import torch

from seg_node.core.errors import ModelFileError
from seg_node.models.upstream.checkpoint_file import read_state_dict

WEIGHTS = {'layer.weight': torch.arange(3.0)}


class Touch:
    """When it is unpickled, a file appears."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, 'w')


def write(tmp_path, content, **options):
    path = tmp_path / 'published.pth'
    torch.save(content, path, **options)
    return path


@pytest.mark.parametrize('legacy', [False, True])
@pytest.mark.parametrize(
    'content',
    [
        WEIGHTS,
        {'state_dict': WEIGHTS, 'epoch': 3},
        {'model_state_dict': WEIGHTS, 'optimizer': {'lr': 0.1}},
        {'model': {'state_dict': WEIGHTS}},
    ],
)
def test_weights_are_found(tmp_path, content, legacy):
    path = write(tmp_path, content, _use_new_zipfile_serialization=not legacy)
    found = read_state_dict(path)
    assert list(found) == ['layer.weight']
    assert torch.equal(found['layer.weight'], WEIGHTS['layer.weight'])


def test_code_is_refused_and_not_run(tmp_path):
    mark = tmp_path / 'mark'
    path = write(tmp_path, {'state_dict': WEIGHTS, 'args': Touch(str(mark))})
    with pytest.raises(ModelFileError, match=r'holds more than weights, namely .*open'):
        read_state_dict(path)
    assert not mark.exists()


def test_whole_net_is_refused_with_its_class(tmp_path):
    path = write(tmp_path, torch.nn.Linear(2, 2))
    with pytest.raises(ModelFileError, match=r'torch.nn.modules.linear.Linear.*state_dict alone'):
        read_state_dict(path)


@pytest.mark.parametrize(
    'content', [{}, [], 3, {'state_dict': None}, {'epoch': 3}, {1: torch.zeros(1)}]
)
def test_file_without_weights_is_refused(tmp_path, content):
    with pytest.raises(ModelFileError, match=r'published.pth holds no weights'):
        read_state_dict(write(tmp_path, content))


def test_weights_that_lie_in_themselves_are_refused(tmp_path):
    content: dict[str, object] = {}
    content['model'] = content
    with pytest.raises(ModelFileError, match=r'published.pth holds no weights'):
        read_state_dict(write(tmp_path, content))


@pytest.mark.parametrize('content', [b'', b'<html>quota exceeded</html>', b'PK\x03\x04'])
def test_file_of_another_kind_is_refused(tmp_path, content):
    path = tmp_path / 'published.pth'
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r'published.pth was not written by torch.save'):
        read_state_dict(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r'no.pth cannot be read'):
        read_state_dict(tmp_path / 'no.pth')
