# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The program that replays one of several drives.

Its standard input brings the job and, at its end, the end of whoever asked for it.
"""

from __future__ import annotations

import pickle
import sys

from seg_node.core.owned_process import end_with_owner, heed_interrupts

MODULE = 'seg_node.replay.many.task_process'


def main() -> int:
    """Do the job."""
    heed_interrupts()
    run, arguments = pickle.load(sys.stdin.buffer)
    end_with_owner()
    code: int = run(arguments)
    return code


if __name__ == '__main__':
    sys.exit(main())
