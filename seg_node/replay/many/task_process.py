# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The program that replays one of several drives.

Its standard input brings the job and, at its end, the end of whoever asked for it.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading

MODULE = 'seg_node.replay.many.task_process'


def main() -> int:
    """Do the job."""
    # Its owner may be a job in the background, for which Ctrl-C is ignored, or a worker of Ray,
    # which blocks it.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run, arguments = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_interrupt_with_input, daemon=True).start()
    code: int = run(arguments)
    return code


def _interrupt_with_input() -> None:
    """End as after Ctrl-C once nobody waits any more."""
    # Not through sys.stdin, whose lock Python wants at its end.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == '__main__':
    sys.exit(main())
