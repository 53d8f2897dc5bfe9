# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A folder belongs to one run."""

from dataclasses import asdict

import pytest
import torch

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.training.checkpoint import save
from seg_node.training.run_folder import RunFolder
from seg_node.training.world import World

ALONE = World(0, 1, torch.device('cpu'))


@pytest.fixture
def config(make_config):
    return make_config()


@pytest.fixture
def out(tmp_path, config):
    """Give a folder that holds a run of this configuration."""
    save(tmp_path / 'state.pt', {'config': asdict(config), 'trainer': {}, 'log': None})
    return tmp_path


def test_folder_is_made(tmp_path, config):
    RunFolder(tmp_path / 'new' / 'folder', config, False, ALONE)
    assert (tmp_path / 'new' / 'folder').is_dir()


def test_resuming_nothing_begins(tmp_path, config):
    RunFolder(tmp_path, config, True, ALONE)


def test_run_is_not_overwritten(out, config):
    with pytest.raises(ConfigurationError, match='holds a run: go on with --resume'):
        RunFolder(out, config, False, ALONE)


def test_other_configuration_is_named_by_its_keys(out, make_config):
    other = make_config(steps=13, losses={'dice': 1.0})
    with pytest.raises(ConfigurationError, match='holds a run with another steps, losses:'):
        RunFolder(out, other, True, ALONE)
    RunFolder(out, make_config(), True, ALONE)


def test_state_that_cannot_be_read_is_named(tmp_path, config):
    (tmp_path / 'state.pt').write_bytes(b'half a st')
    with pytest.raises(ModelFileError, match=r'state\.pt is not a checkpoint'):
        RunFolder(tmp_path, config, True, ALONE)
