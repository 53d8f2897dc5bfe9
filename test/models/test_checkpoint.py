# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A net survives the trip through a checkpoint, and what is none is refused."""

from dataclasses import replace
from pathlib import Path
import pickle

import pytest
import torch

from seg_node.core.errors import ModelFileError
from seg_node.core.label_set import LabelClass, LabelSet
from seg_node.models import create_model
from seg_node.models.checkpoint import Checkpoint, load, load_checkpoint, save_checkpoint

LABELS = LabelSet('two', (LabelClass('road', (1, 2, 3)), LabelClass('sky', (4, 5, 6))))


@pytest.fixture(scope='module')
def checkpoint():
    torch.manual_seed(0)
    net = create_model('fast_scnn', len(LABELS))
    return Checkpoint(net, LABELS, (96, 64), 'one street', {'street_miou': 0.25})


@pytest.fixture
def content(checkpoint, tmp_path):
    """Give what a checkpoint's file holds."""
    save_checkpoint(tmp_path / 'good.pt', checkpoint)
    return load(tmp_path / 'good.pt')


def test_saved_and_loaded(checkpoint, tmp_path):
    save_checkpoint(tmp_path / 'checkpoint.pt', checkpoint)
    loaded = load_checkpoint(tmp_path / 'checkpoint.pt')
    assert replace(loaded, net=checkpoint.net) == checkpoint
    expected = checkpoint.net.state_dict()
    assert loaded.net.state_dict().keys() == expected.keys()
    assert all(torch.equal(v, expected[k]) for k, v in loaded.net.state_dict().items())


def test_options_of_the_net_are_kept(tmp_path):
    net = create_model('unet', len(LABELS), width=4)
    save_checkpoint(tmp_path / 'narrow.pt', Checkpoint(net, LABELS, (96, 64)))
    assert load_checkpoint(tmp_path / 'narrow.pt').net.options == {'width': 4}


def test_nothing_else_is_left_behind(checkpoint, tmp_path):
    for _ in range(2):
        save_checkpoint(tmp_path / 'checkpoint.pt', checkpoint)
    assert [file.name for file in tmp_path.iterdir()] == ['checkpoint.pt']


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r'nowhere\.pt cannot be read'):
        load_checkpoint(tmp_path / 'nowhere.pt')


@pytest.mark.parametrize('data', [b'', b'text', b'PK\x03\x04', pickle.dumps([1], protocol=2)])
def test_file_that_is_no_checkpoint_is_named(tmp_path, data):
    (tmp_path / 'other.pt').write_bytes(data)
    with pytest.raises(ModelFileError, match=r'other\.pt is not a checkpoint'):
        load_checkpoint(tmp_path / 'other.pt')


class _Intruder:
    """Its pickle makes a file when it is loaded."""

    def __reduce__(self):
        return Path.touch, (Path('intruder'),)


def test_nothing_in_a_file_is_executed(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    torch.save(content | {'metrics': _Intruder()}, 'bad.pt')
    with pytest.raises(ModelFileError, match=r'bad\.pt is not a checkpoint'):
        load_checkpoint(Path('bad.pt'))
    assert not Path('intruder').exists()


@pytest.mark.parametrize('key', ['architecture', 'options', 'weights', 'labels', 'metrics'])
def test_file_that_lacks_a_part_is_named(tmp_path, content, key):
    del content[key]
    torch.save(content, tmp_path / 'part.pt')
    with pytest.raises(ModelFileError, match=rf"part\.pt is not a checkpoint.* no '{key}'"):
        load_checkpoint(tmp_path / 'part.pt')


@pytest.mark.parametrize(
    ('change', 'said'),
    [
        ({'architecture': 'lite9'}, "'lite9'"),
        ({'architecture': 'unet'}, "'unet'"),
        ({'options': {'width': 4}}, 'no option'),
        ({'options': 3}, 'mapping'),
        ({'weights': {}}, 'Missing key'),
        ({'labels': {'name': 'none', 'classes': []}}, '0 classes'),
        ({'labels': 3}, 'not a label set'),
    ],
)
def test_part_that_does_not_fit_is_named(tmp_path, content, change, said):
    torch.save(content | change, tmp_path / 'other.pt')
    with pytest.raises(
        ModelFileError, match=rf'(?s)other\.pt: what it holds does not fit.*{said}'
    ):
        load_checkpoint(tmp_path / 'other.pt')


def test_label_set_that_grew_since_is_named(tmp_path, content):
    content['labels']['classes'].append({'name': 'river', 'colour': [0, 0, 255]})
    torch.save(content, tmp_path / 'old.pt')
    with pytest.raises(ModelFileError, match=r'(?s)old\.pt: .*size mismatch'):
        load_checkpoint(tmp_path / 'old.pt')
