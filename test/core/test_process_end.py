# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""People are told what ended a process."""

import subprocess
import sys

import pytest

from seg_node.core.process_end import name_end


@pytest.mark.parametrize(
    ('program', 'name'),
    [
        ('import sys; sys.exit(3)', 'code 3'),
        ('import os, signal; os.kill(os.getpid(), signal.SIGKILL)', 'SIGKILL'),
    ],
)
def test_codes_and_signals_are_named(program, name):
    assert name_end(subprocess.run([sys.executable, '-c', program]).returncode) == name
