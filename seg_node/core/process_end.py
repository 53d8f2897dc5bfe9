# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How a process ended, in words."""

import signal

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def name_end(code: int) -> str:
    """
    Name what ended a process.

    :param code: as ``subprocess`` gives it: below 0 where a signal did.
    """
    return signal.Signals(-code).name if code < 0 else f'code {code}'
