# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A program ends with its owner, who may be a job in the background."""

import signal
import subprocess

import pytest

from seg_node.core.module_command import module_command
from seg_node.core.owned_process import MODULE

PROGRAM = """
import sys, time
try:
    print(__name__, sys.argv[1:], flush=True)
    time.sleep(60 * len(sys.argv[2:]))
except KeyboardInterrupt:
    sys.exit(7)
"""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start a program that sleeps if it has two arguments."""
    monkeypatch.setenv('PYTHONPATH', str(tmp_path))
    (tmp_path / 'a_program.py').write_text(PROGRAM)

    def start(*arguments):
        return subprocess.Popen(
            module_command(MODULE, ['a_program', *arguments]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )

    return start


def test_it_runs_the_module_and_ends_when_that_does(start):
    with start('one') as process:
        assert process.stdout.read() == "__main__ ['one']\n"
        assert process.wait() == 0


def test_it_is_interrupted_when_its_input_ends(start):
    with start('one', 'two') as process:
        assert process.stdout.readline() == "__main__ ['one', 'two']\n"
        process.stdin.close()
        assert process.wait() == 7
