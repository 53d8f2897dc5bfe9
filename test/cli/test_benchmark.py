# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg benchmark`` as a user runs it."""

import json
import os
import subprocess
import sys

import cv2
import numpy as np
import pytest

from seg_node.cli.main import main

SIZE = (64, 48)


@pytest.fixture
def street(tmp_path, camvid):
    """Give the path of a folder of frames: road under a sky."""
    folder = tmp_path / 'street'
    folder.mkdir()
    for index in range(3):
        labels = np.zeros(SIZE[::-1], np.uint8)
        labels[24 + index :] = 3
        image = cv2.cvtColor(camvid.palette[labels], cv2.COLOR_RGB2BGR)
        cv2.imwrite(str(folder / f'{index}.png'), image)
    return folder


@pytest.mark.ros
def test_node_is_measured_over_dds(street, colour_model, tmp_path):
    for module in ('rclpy', 'onnxruntime'):
        pytest.importorskip(module)
    command = [sys.executable, '-m', 'seg_node.cli.main', 'benchmark', '--dds']
    command += ['--source', street, '--frame-size', '64x48', '--frames', '3', '--rounds', '2']
    command += ['--model', colour_model, '--rate', '10', '--out', tmp_path / 'out']
    domain = str(1 + os.getpid() % 100)
    result = subprocess.run(
        list(map(str, command)),
        env=os.environ | {'ROS_DOMAIN_ID': domain, 'ROS_LOG_DIR': str(tmp_path)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=100,
    )
    assert result.stdout.endswith(f'node.json and node.png are in {tmp_path / "out"}\n')
    report = json.loads((tmp_path / 'out' / 'node.json').read_text())
    assert report['setup']['frame_size'] == '64x48'
    default = ['mask', 'confidence', 'drivable_area', 'sets/person', 'sets/vehicle']
    outputs = {name: costs['outputs'] for name, costs in report['runs'].items()}
    assert outputs == {'default outputs': default, 'with overlay': [*default, 'overlay']}
    for costs in report['runs'].values():
        assert costs['sent'] == costs['received'] == costs['processed'] == 6
        assert set(costs['lost'].values()) == {0}
        assert sum(costs['parts_ms'].values()) == pytest.approx(costs['last_output_ms']['p50'])


@pytest.mark.slow
def test_untrained_net_is_measured_beside_its_rivals(street, tmp_path, capsys):
    for module in ('torch', 'onnx', 'onnxscript', 'onnxruntime'):
        pytest.importorskip(module)
    options = ['--net', 'fast_scnn', '--frame-size', '64x48', '--frames', '2', '--rounds', '1']
    arguments = ['benchmark', '--source', street, '--out', tmp_path / 'out', *options]
    assert main(list(map(str, arguments))) == 0
    output = capsys.readouterr().out
    assert output.startswith('fast_scnn, frames 64x48, network ')
    assert output.endswith(f'pipelines.json and pipelines.png are in {tmp_path / "out"}\n')
    report = json.loads((tmp_path / 'out' / 'pipelines.json').read_text())
    assert list(report['pipelines']) == ['seg_node', 'Nav2 example', 'torch eager']
    assert report['agreement'].keys() == {'Nav2 example', 'torch eager'}
    assert (tmp_path / 'out' / 'fast_scnn.onnx').is_file()


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (['--net', 'lite9'], "no net 'lite9': choose from "),
        (['--frames', '0'], '0 frames: give at least one'),
        (['--rounds', '0'], 'give at least one of each'),
        (['--dds', '--rounds', '0'], '0 frames at 5.0 Hz: give a round and a rate above 0'),
        (['--dds', '--rate', 'nan'], 'frames at nan Hz: give a round'),
        (['--source', 'nowhere'], 'nowhere does not exist'),
        (['--network-size', '100x50'], 'must be multiples of'),
    ],
)
def test_what_cannot_be_measured_is_one_line(street, tmp_path, capsys, options, reason):
    for module in ('torch', 'onnx', 'onnxscript', 'onnxruntime'):
        pytest.importorskip(module)
    arguments = ['benchmark', '--source', str(street), '--frame-size', '64x48']
    assert main([*arguments, '--out', str(tmp_path / 'out'), *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg benchmark: ') and reason in line


@pytest.mark.parametrize('size', ['1920', '1920x', '0x10', 'x'])
def test_what_is_no_size_is_answered_with_the_usage(capsys, size):
    with pytest.raises(SystemExit) as end:
        main(['benchmark', '--frame-size', size])
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith('usage: seg benchmark ')


def test_model_and_net_exclude_each_other(capsys):
    with pytest.raises(SystemExit) as end:
        main(['benchmark', '--model', 'a.onnx', '--net', 'fast_scnn'])
    assert end.value.code == 2
    assert 'not allowed with argument' in capsys.readouterr().err
