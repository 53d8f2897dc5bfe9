# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg transport`` as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from seg_node.cli.main import main


@pytest.fixture
def start(tmp_path):
    """Start ``seg transport`` in a process that ends with the test."""
    processes = []

    def start(*options):
        command = [sys.executable, '-m', 'seg_node.cli.main', 'transport', *options]
        domain = str(1 + os.getpid() % 100)
        process = subprocess.Popen(
            [*command, '--threads', '1', '--out', str(tmp_path / 'out')],
            env=os.environ | {'ROS_DOMAIN_ID': domain, 'ROS_LOG_DIR': str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30.0)


@pytest.mark.ros
def test_what_was_measured_before_an_interrupt_is_kept(start, tmp_path):
    for module in ('rclpy', 'onnxruntime'):
        pytest.importorskip(module)
    case = ('--reliability', 'reliable', '--profile', 'both', '--rate', '10', '--seconds', '0.5')
    process = start('--size', '64x48', '--size', '32x32', *case)
    second_log = tmp_path / 'out' / 'node_32x32_reliable_both.log'
    deadline = time.monotonic() + 60.0
    while not second_log.exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30.0)
    assert (process.returncode, output, errors) == (130, '', '')
    (result,) = json.loads((tmp_path / 'out' / 'transport.json').read_text())
    assert (result['size'], result['sent'], result['received']) == ('64x48', 5, 5)
    for name in ('node', 'camera'):
        assert (tmp_path / 'out' / f'{name}_64x48_reliable_both.log').is_file()


@pytest.mark.parametrize('size', ['1920', '1920x', '0x10', '99999x99999'])
def test_what_is_no_size_is_answered_with_the_usage(tmp_path, capsys, size):
    with pytest.raises(SystemExit) as end:
        main(['transport', '--size', size, '--out', str(tmp_path / 'out')])
    assert end.value.code == 2
    message = capsys.readouterr().err
    assert message.startswith('usage: seg transport ') and f"size is '{size}': give" in message
    assert not (tmp_path / 'out').exists()


@pytest.mark.ros
@pytest.mark.parametrize(
    'option', [('--seconds', '0'), ('--rate', '-1'), ('--rate', 'nan'), ('--seconds', 'inf')]
)
def test_without_a_number_of_frames_nothing_is_started(tmp_path, capsys, option):
    pytest.importorskip('rclpy')
    assert main(['transport', *option, '--out', str(tmp_path / 'out')]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(' frames to send: give another --rate or --seconds')
    assert not (tmp_path / 'out').exists()
