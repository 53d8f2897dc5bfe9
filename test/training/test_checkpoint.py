# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A net survives the trip through a checkpoint, and what is none is refused."""

from dataclasses import asdict
from pathlib import Path
import pickle

import pytest
import torch
import yaml

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.models import create_model
from seg_node.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint


@pytest.fixture
def checkpoint(make_config):
    torch.manual_seed(0)
    return Checkpoint(create_model('lite0_fpn', 3), make_config(), miou=0.25)


@pytest.fixture
def content(checkpoint):
    """Give what a checkpoint's file holds."""
    config = asdict(checkpoint.config)
    return {'weights': checkpoint.net.state_dict(), 'config': config, 'miou': 0.25}


def test_saved_and_loaded(checkpoint, tmp_path):
    save_checkpoint(tmp_path / 'checkpoint.pt', checkpoint)
    loaded = load_checkpoint(tmp_path / 'checkpoint.pt')
    assert (loaded.config, loaded.miou) == (checkpoint.config, 0.25)
    assert loaded.labels.names == ('road', 'sky', 'grass')
    expected = checkpoint.net.state_dict()
    assert loaded.net.state_dict().keys() == expected.keys()
    assert all(torch.equal(v, expected[k]) for k, v in loaded.net.state_dict().items())


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
    torch.save(content | {'miou': _Intruder()}, 'bad.pt')
    with pytest.raises(ModelFileError, match=r'bad\.pt is not a checkpoint'):
        load_checkpoint(Path('bad.pt'))
    assert not Path('intruder').exists()


@pytest.mark.parametrize('key', ['weights', 'config', 'miou'])
def test_file_that_lacks_a_part_is_named(tmp_path, content, key):
    del content[key]
    torch.save(content, tmp_path / 'part.pt')
    with pytest.raises(ModelFileError, match=r'part\.pt is not a checkpoint'):
        load_checkpoint(tmp_path / 'part.pt')


def test_label_set_that_grew_since_is_named(tmp_path, content, label_file):
    grown = yaml.safe_load(label_file.read_text())
    grown['classes'].append({'name': 'river', 'colour': [0, 0, 255]})
    content['config']['label_set'] = str(tmp_path / 'grown.yaml')
    (tmp_path / 'grown.yaml').write_text(yaml.safe_dump(grown))
    torch.save(content, tmp_path / 'old.pt')
    with pytest.raises(ModelFileError, match=r"old\.pt: its weights do not fit .*grown\.yaml'"):
        load_checkpoint(tmp_path / 'old.pt')


def test_configuration_that_cannot_be_is_named(tmp_path, content):
    content['config']['steps'] = -1
    torch.save(content, tmp_path / 'bad.pt')
    with pytest.raises(ConfigurationError, match='steps is -1'):
        load_checkpoint(tmp_path / 'bad.pt')
