# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A folder belongs to one run."""

from dataclasses import asdict, replace

import pytest
import torch

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.label_set import LabelClass, LabelSet
from seg_node.models.checkpoint import save
from seg_node.training.run_folder import RunFolder
from seg_node.training.world import World

LABELS = LabelSet('two', (LabelClass('road', (1, 2, 3)), LabelClass('sky', (4, 5, 6))))
ALONE = World(0, 1, torch.device('cpu'))


@pytest.fixture
def config(make_config):
    return make_config()


@pytest.fixture
def out(tmp_path, config):
    """Give a folder that holds a run of this configuration."""
    save(
        tmp_path / 'state.pt',
        {'config': asdict(config) | {'labels': LABELS.to_dict()}, 'trainer': {}, 'log': None},
    )
    return tmp_path


def test_folder_is_made(tmp_path, config):
    RunFolder(tmp_path / 'new' / 'folder', config, LABELS, False, ALONE)
    assert (tmp_path / 'new' / 'folder').is_dir()


def test_resuming_nothing_begins(tmp_path, config):
    RunFolder(tmp_path, config, LABELS, True, ALONE)


def test_run_is_not_overwritten(out, config):
    with pytest.raises(ConfigurationError, match='holds a run: go on with --resume'):
        RunFolder(out, config, LABELS, False, ALONE)


def test_other_configuration_is_named_by_its_keys(out, make_config):
    other = make_config(steps=13, losses={'dice': 1.0})
    with pytest.raises(ConfigurationError, match='holds a run with another steps, losses:'):
        RunFolder(out, other, LABELS, True, ALONE)
    RunFolder(out, make_config(), LABELS, True, ALONE)


def test_other_classes_are_refused(out, config):
    turned = replace(LABELS, classes=LABELS.classes[::-1])
    with pytest.raises(ConfigurationError, match='holds a run with another labels:'):
        RunFolder(out, config, turned, True, ALONE)


@pytest.mark.parametrize('resume', [False, True])
def test_checkpoint_without_a_state_is_not_overwritten(tmp_path, config, resume):
    (tmp_path / 'checkpoint.pt').touch()
    with pytest.raises(ConfigurationError, match=r'holds a checkpoint\.pt and no state\.pt'):
        RunFolder(tmp_path, config, LABELS, resume, ALONE)


def test_state_that_is_another_file_is_named(tmp_path, config):
    save(tmp_path / 'state.pt', {'config': {}})
    with pytest.raises(ModelFileError, match=r'state\.pt is no state of a run: begin anew'):
        RunFolder(tmp_path, config, LABELS, True, ALONE)


def test_state_that_cannot_be_read_is_named(tmp_path, config):
    (tmp_path / 'state.pt').write_bytes(b'half a st')
    with pytest.raises(
        ModelFileError, match=r'state\.pt is not a checkpoint.*begin anew in another folder'
    ):
        RunFolder(tmp_path, config, LABELS, True, ALONE)
