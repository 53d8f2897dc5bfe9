# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How one of our own modules is started as a program."""

from __future__ import annotations

from collections.abc import Sequence
import sys

# Unlike ``-m`` this takes no module from the folder that it is started in, which may hold a
# clone named seg_node or a queue.py of the user's.
_RUN_MODULE = (
    'import sys; sys.path = [folder for folder in sys.path if folder]; import runpy; '
    'runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)'
)


def module_command(module: str, arguments: Sequence[str] = ()) -> list[str]:
    """
    Give the command line that runs a module of ours.

    :param module: to run as ``python -m`` does.
    :param arguments: of the program.
    """
    return [sys.executable, '-c', _RUN_MODULE, module, *arguments]
