# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A process that is ours to start and to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import os
from pathlib import Path
import signal
import subprocess

from seg_node.core.module_command import module_command
from seg_node.core.owned_process import MODULE

_PATIENCE_S = 10.0


class ChildProcess:
    """
    One of our own programs in a process of its own.

    It is ended at the end of a ``with``, and ends by itself if we are killed.

    :param module: to run as ``python -m`` does.
    :param arguments: of the program.
    :param log: file that its output is written to.
    :param environment: variables that it has beside those of this process.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.log = log
        with log.open('w', encoding='utf-8') as file:
            # A session of its own, so that Ctrl-C reaches it through ``stop`` alone.
            self._process = subprocess.Popen(
                module_command(MODULE, [module, *arguments]),
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=os.environ | (environment or {}),
            )

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.poll() is None

    def stop(self) -> int:
        """
        Ask the process to end, with SIGINT, and kill it if it does not.

        :returns: its exit code.
        """
        if self.is_running:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process.communicate()  # closes its input
        return self._process.returncode

    def last_lines(self, count: int = 10) -> str:
        """Read the end of its output."""
        return '\n'.join(
            self.log.read_text(encoding='utf-8', errors='replace').splitlines()[-count:]
        )

    def __enter__(self) -> ChildProcess:
        return self

    def __exit__(self, *unused: object) -> None:
        self.stop()
