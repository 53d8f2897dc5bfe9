# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg simulate`` plays to the end, and says in one line what it cannot play."""

import json
import os
import re
import subprocess
import sys

import cv2
import numpy as np
import pytest

from seg_node.cli.main import main

pytestmark = pytest.mark.ros


@pytest.fixture(autouse=True, scope='module')
def _needs():
    pytest.importorskip('rclpy')


@pytest.fixture
def pictures(tmp_path):
    for index in range(3):
        cv2.imwrite(str(tmp_path / f'{index}.png'), np.zeros((4, 6, 3), np.uint8))
    return tmp_path


def test_report_is_one_line_after_as_long_as_the_source_says(pictures):
    domain = str(1 + os.getpid() % 100)
    command = [sys.executable, '-m', 'seg_node.cli.main', 'simulate', str(pictures)]
    result = subprocess.run(
        command,
        env=os.environ | {'ROS_DOMAIN_ID': domain, 'ROS_LOG_DIR': str(pictures)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=30,
    )
    (line,) = result.stdout.splitlines()
    report = json.loads(line)
    assert report['frames_sent'] == 3
    assert report['seconds'] >= 3 / 10.0


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (['--rate', '0'], 'rate 0.0: give frames per second above 0'),
        (['--topic', '/image'], 'has no topic /image'),
        (['--namespace', 'my camera'], "Invalid namespace: .*'/my camera'"),
        (['--wait-for', 'the mask'], "Invalid topic name: .*'the mask'"),
        (['--wait-for', '/a//mask'], "Invalid topic name: .*'/a//mask'"),
    ],
)
def test_what_cannot_be_played_is_one_line(pictures, capsys, options, reason):
    assert main(['simulate', str(pictures), *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert re.match(f'seg simulate: .*{reason}', line)


@pytest.mark.parametrize('options', [['--rate', 'fast'], ['--subscribers', 'all']])
def test_what_is_no_number_is_answered_with_the_usage(capsys, options):
    with pytest.raises(SystemExit) as end:
        main(['simulate', *options])
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith('usage: seg simulate ')
