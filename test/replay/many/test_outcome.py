# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What becomes of a drive is told by how its process ended."""

from argparse import Namespace
import signal

import pytest

from seg_node.replay.many.outcome import judge_end, State
from seg_node.replay.many.task import Ended, Task


@pytest.mark.parametrize(
    ('code', 'state'),
    [
        (None, State.INTERRUPTED),
        (130, State.INTERRUPTED),
        (-signal.SIGINT, State.INTERRUPTED),
        (-signal.SIGKILL, State.FAILED),
        (0, State.FAILED),  # without a result
        (1, State.FAILED),
        (2, State.FAILED),
    ],
)
def test_ends_without_a_result(tmp_path, code, state):
    task = Task('drive', tmp_path, None, None, Namespace(sources=['drive']), lambda _: 0)
    assert judge_end(task, Ended(code, 'last words')).state is state
