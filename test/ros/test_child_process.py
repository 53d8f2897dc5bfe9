# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Our own processes are ended whatever they do, and what they said is kept."""

import signal
import time

import pytest

from seg_node.ros import child_process
from seg_node.ros.child_process import ChildProcess

WAIT = """
import signal, sys, time
{before}
print('ready', flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    sys.exit(7)
"""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Run code as a module in a process that ends with the test."""
    monkeypatch.setenv('PYTHONPATH', str(tmp_path))
    started = []

    def start(code, *arguments):
        (tmp_path / 'a_program.py').write_text(code)
        started.append(ChildProcess('a_program', arguments, tmp_path / 'log'))
        return started[-1]

    yield start
    for process in started:
        process._process.kill()
        process.stop()


@pytest.fixture
def start_waiting(start):
    """Start a process that waits for a signal, and wait until it does."""

    def start_waiting(before=''):
        process = start(WAIT.format(before=before))
        wait_for(lambda: process.last_lines(1) == 'ready')
        return process

    return start_waiting


def wait_for(condition):
    deadline = time.monotonic() + 20.0
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_output_of_both_kinds_is_kept_in_order(start):
    process = start(
        'import sys\n'
        'for word in sys.argv[1:]: print(word, flush=True)\n'
        'sys.stderr.buffer.write(b"last \\xff\\n")\n'
        'sys.exit(3)',
        'one',
        'two words',
    )
    wait_for(lambda: not process.is_running)
    assert process.stop() == 3
    assert process.last_lines() == 'one\ntwo words\nlast \N{REPLACEMENT CHARACTER}'
    assert process.last_lines(2).startswith('two words')


def test_stop_interrupts_and_gives_the_exit_code(start_waiting):
    process = start_waiting()
    assert process.is_running
    assert process.stop() == 7
    assert not process.is_running
    assert process.stop() == 7


def test_a_process_that_does_not_listen_is_killed(start_waiting, monkeypatch):
    monkeypatch.setattr(child_process, '_PATIENCE_S', 0.1)
    process = start_waiting('signal.signal(signal.SIGINT, signal.SIG_IGN)')
    assert process.stop() == -signal.SIGKILL


def test_a_process_ends_with_its_block_even_after_an_error(start_waiting):
    process = start_waiting()
    with pytest.raises(ZeroDivisionError), process:
        raise ZeroDivisionError
    assert not process.is_running


def test_ctrl_c_in_a_terminal_does_not_reach_the_process(start):
    process = start('import os\nprint(os.getsid(0) == os.getpgrp() == os.getpid())')
    assert process._process.wait(20.0) == 0
    assert process.last_lines() == 'True'


def test_modules_of_the_folder_that_it_starts_in_are_not_taken(start, tmp_path, monkeypatch):
    folder = tmp_path / 'home'
    folder.mkdir()
    for name in ('queue', 'runpy', 'a_program'):
        (folder / f'{name}.py').write_text('raise SystemExit(3)')
    monkeypatch.chdir(folder)
    process = start('import queue, sys; print(sys.argv[1:])', 'one', 'two')
    wait_for(lambda: not process.is_running)
    assert process.stop() == 0
    assert process.last_lines() == "['one', 'two']"
