# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg evaluate-ground`` finds kerbs where they are, also on a robot that nods."""

import json
import sys

import pytest

from seg_node.cli.main import main
from seg_node.core.label_set import load_label_set


@pytest.mark.parametrize('oscillation', ['0', '1'])
def test_kerbs_of_true_labels_are_where_they_are(tmp_path, capsys, oscillation):
    path = tmp_path / 'ground.json'
    arguments = ['--frames', '18', '--every', '9', '--pitch-oscillation', oscillation]
    assert main(['evaluate-ground', '0', *arguments, '--json', str(path)]) == 0
    figures = json.loads(path.read_text())
    kerb = figures['by_class']['Pavement']
    assert kerb['count'] > 20
    assert kerb['p95'] < 0.05
    assert kerb['missed'] == 0
    assert 'Pavement' in capsys.readouterr().out


def test_the_net_that_ships_sees_the_street_too(tmp_path):
    path, picture = tmp_path / 'ground.json', tmp_path / 'ground.png'
    arguments = [
        '--labels',
        'net',
        '--frames',
        '1',
        '--json',
        str(path),
        '--diagram',
        str(picture),
    ]
    assert main(['evaluate-ground', *arguments]) == 0
    assert json.loads(path.read_text())['all']['p50'] < 0.1
    assert picture.stat().st_size > 1000


def test_grid_of_a_drive_is_compared_in_every_frame(tmp_path, capsys):
    path = tmp_path / 'ground.json'
    arguments = ['3', '--grid', '--frames', '4', '--every', '2', '--size', '640x360']
    assert main(['evaluate-ground', *arguments, '--focal-length', '450', '--json', str(path)]) == 0
    figures = json.loads(path.read_text())
    assert figures['grid'].keys() == {'rendered:3'}
    assert figures['grid']['rendered:3']['frames'] == 4
    assert figures['grid']['rendered:3']['free_iou'] > 0.8
    assert figures['ends'] + figures['no_end_in_range'] <= 2 * 360
    assert 'grid of rendered:3: free-space IoU' in capsys.readouterr().out


def test_places_that_cannot_be_written_are_refused_before_the_drive(tmp_path, capsys):
    for option in ('--json', '--diagram'):
        assert main(['evaluate-ground', option, str(tmp_path)]) == 2
        assert f'{tmp_path} is a folder' in capsys.readouterr().err
    place = str(tmp_path / 'ground')
    assert main(['evaluate-ground', '--json', place, '--diagram', place]) == 2
    assert 'written twice' in capsys.readouterr().err


def test_diagram_without_matplotlib_is_refused_before_the_drive(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, 'matplotlib', None)
    assert main(['evaluate-ground', '--diagram', str(tmp_path / 'errors.png')]) == 2
    assert 'pip install matplotlib' in capsys.readouterr().err


@pytest.mark.parametrize(
    ('arguments', 'reason'),
    [
        (['--every', '0'], 'every is 0'),
        (['--frames', '0'], '0 frames'),
        (['--range-max', '0.1'], 'range_max is 0.1'),
        (['--height', '0'], '0 m over the ground'),
        (['--focal-length', '0'], 'focal_length is 0'),
    ],
)
def test_what_cannot_be_is_refused_by_name(capsys, arguments, reason):
    assert main(['evaluate-ground', *arguments]) == 2
    assert reason in capsys.readouterr().err


def test_a_model_of_other_classes_is_refused(tmp_path, capsys):
    pytest.importorskip('onnx')
    from colour_model import write_colour_model

    model = write_colour_model(tmp_path / 'model.onnx', load_label_set('rugd'))
    assert main(['evaluate-ground', '--labels', 'net', '--model', str(model)]) == 2
    assert "the rendered drive has truth for the classes of 'camvid'" in capsys.readouterr().err
