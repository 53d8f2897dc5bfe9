# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A process that does not outlive its owner, which holds the other end of its standard input.

As a program it runs the module that its first argument names.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading

MODULE = 'seg_node.core.owned_process'


def heed_interrupts() -> None:
    """Be ended by SIGINT, though the owner may be a job in the background, which is not."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # a worker of Ray blocks it
    signal.signal(signal.SIGINT, signal.default_int_handler)


def end_with_owner() -> None:
    """End as after Ctrl-C once nobody waits any more."""
    threading.Thread(target=_interrupt_with_input, daemon=True).start()


def _interrupt_with_input() -> None:
    # Not through sys.stdin, whose lock Python wants at its end.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == '__main__':
    heed_interrupts()
    end_with_owner()
    runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)
