# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Processes that others have started, as Linux tells."""

from __future__ import annotations

from contextlib import suppress
import os
from pathlib import Path
import time

from seg_node.engine.build_process import MODULE


def builders_of(parent: int | None = None) -> list[int]:
    """
    Give the running processes that build an engine for a process.

    :param parent: id of that process; by default this one.
    """
    return children_of(parent or os.getpid(), MODULE)


def children_of(parent: int, module: str) -> list[int]:
    """
    Give the running processes that a process has started.

    :param parent: id of that process.
    :param module: that they run.
    """
    found = []
    for folder in Path('/proc').glob('[0-9]*'):
        with suppress(OSError):
            _, _, rest = (folder / 'stat').read_text(encoding='utf-8').rpartition(')')
            state, owner, *_ = rest.split()
            command = (folder / 'cmdline').read_bytes().split(b'\0')
            if int(owner) == parent and module.encode() in command:
                found += [int(folder.name)] if state != 'Z' else []
    return found


def is_alive(process: int) -> bool:
    """Tell whether a process has not ended, also one that nobody waits for."""
    with suppress(OSError):
        status = Path(f'/proc/{process}/stat').read_text(encoding='utf-8')
        return status.rpartition(')')[2].split()[0] != 'Z'
    return False


def wait_for(condition, timeout_s: float = 30.0):
    """Wait until a condition holds, and give what it gave."""
    deadline = time.monotonic() + timeout_s
    while not (result := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return result
