# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Two processes of torchrun train what one does."""

from dataclasses import asdict
import json
import os
from pathlib import Path
import subprocess
import sys

import pytest
import torch

from seg_node.models.checkpoint import load_checkpoint
from seg_node.training.dataset import open_labelled_pictures
from seg_node.training.validation import validate
from seg_node.training.world import World

SCRIPT = Path(__file__).with_name('data_parallel_run.py')
TORCHRUN = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', '2']

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope='module')
def config_file(make_config, tmp_path_factory):
    """Path of a run that crops inside of frames, where all pixels are labelled."""
    # Then the mean of the processes' means is that of all pixels.
    config = asdict(make_config(class_weights='none', scale_range=[1.5, 2.0], steps=6))
    file = tmp_path_factory.mktemp('parallel') / 'run.yaml'
    file.write_text(json.dumps(config | {'architecture': 'plain'}))  # JSON is YAML, too
    return file


def run(config_file, out, *launcher, succeeds=True):
    command = [sys.executable, *launcher, str(SCRIPT), str(config_file), '--out', str(out)]
    environment = os.environ | {'OMP_NUM_THREADS': '1'}
    done = subprocess.run(
        [*command, '--threads', '1', '--device', 'cpu'],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode == 0) == succeeds, done.stderr
    return done.stderr


def load(path):
    return torch.load(path, weights_only=True)


@pytest.fixture(scope='module')
def both(config_file, tmp_path_factory):
    """Give the folders of the same run by one process and by two."""
    folder = tmp_path_factory.mktemp('runs')
    run(config_file, folder / 'one')
    run(config_file, folder / 'two', *TORCHRUN)
    return folder / 'one', folder / 'two'


def test_weights_are_those_of_one_process(both):
    one, two = (load(folder / 'state.pt')['trainer']['net'] for folder in both)
    for name, value in one.items():
        torch.testing.assert_close(two[name], value, rtol=1e-4, atol=1e-5)


def test_every_frame_is_validated_once(both):
    one, two = (load(folder / 'checkpoint.pt')['metrics'] for folder in both)
    assert one == pytest.approx(two, abs=1e-3)


def test_accuracy_is_that_of_the_net_that_is_kept(make_config, frames, tmp_path):
    # Whose batch norms have seen other frames in each process.
    config = asdict(make_config(steps=6))
    (tmp_path / 'run.yaml').write_text(json.dumps(config))
    run(tmp_path / 'run.yaml', tmp_path / 'out', *TORCHRUN)
    kept = load_checkpoint(tmp_path / 'out' / 'checkpoint.pt')
    source = open_labelled_pictures(str(frames), kept.labels)
    alone = World(0, 1, torch.device('cpu'))
    scores = validate(kept.net, source, kept.network_size, alone).compute()
    assert list(kept.metrics.values()) == [pytest.approx(scores.miou, abs=1e-3)]


def test_only_one_process_writes(both):
    events = [len(list(folder.glob('events.*'))) for folder in both]
    assert events == [1, 1]


def test_batch_that_cannot_be_shared_is_refused(config_file, tmp_path):
    odd = tmp_path / 'odd.yaml'
    odd.write_text(config_file.read_text().replace('"batch_size": 4', '"batch_size": 3'))
    said = run(odd, tmp_path / 'out', *TORCHRUN, succeeds=False)
    assert 'batch_size is 3' in said and 'multiple of 2' in said
