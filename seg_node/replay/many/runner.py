# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where drives are replayed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
import signal
import subprocess
import threading
from typing import BinaryIO, Protocol

from seg_node.core.module_command import module_command
from seg_node.replay.many.task import Ended, Task
from seg_node.replay.many.task_process import MODULE

_PACE_S = 0.5
LOG = 'log.txt'
"""What a replay says, in the folder of its drive."""


class Runner(Protocol):
    """Runs tasks, each for the thread that asks for it."""

    def run(self, task: Task) -> Ended:
        """Run a task to its end."""
        ...

    def interrupt(self) -> None:
        """Let running tasks come to an early end, and start none any more."""
        ...

    def kill(self) -> None:
        """End running tasks at once."""
        ...


class LocalRunner:
    """
    Processes on this machine.

    :param place: folder that relative paths start from; by default that of this process.
    """

    def __init__(self, place: str | None = None) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._is_stopped = False

    def run(self, task: Task) -> Ended:
        """Run a task to its end."""
        return self.run_in(task.folder, task.job(task.folder))

    def run_in(self, folder: Path, job: bytes) -> Ended:
        """
        Run a job to its end.

        :param folder: that gets its log.
        :param job: as ``Task.job`` gives it.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / LOG).open('w+b') as log:
                process = self._start(job, log)
                if not process:
                    return Ended(None, '')
                code = self._wait(process)
                log.seek(0)
                lines = log.read().decode(errors='replace').splitlines()
        except OSError as error:  # no permission, a full disk, no more processes
            return Ended(2, str(error))
        words = (line.strip() for line in reversed(lines) if line.strip())
        return Ended(code, next(words, 'it said nothing'))

    def interrupt(self) -> None:
        """Let running tasks come to an early end, and start none any more."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """End running tasks at once."""
        self._signal(signal.SIGKILL)

    def _start(self, job: bytes, log: BinaryIO) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._is_stopped:
                return None
            # A session of its own, so that Ctrl-C reaches it through its owner alone.
            process = subprocess.Popen(
                module_command(MODULE),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._place,
                start_new_session=True,
            )
            self._processes.add(process)
        assert process.stdin
        with suppress(BrokenPipeError):  # then it has ended, and its log says why
            process.stdin.write(job)
            process.stdin.flush()
        return process

    def _wait(self, process: subprocess.Popen[bytes]) -> int:
        # Not at one go: Ray asks to end without a signal, which only running Python heeds.
        while (code := process.poll()) is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PACE_S)
        with self._lock:
            self._processes.discard(process)
        with suppress(BrokenPipeError):
            process.stdin.close()  # type: ignore[union-attr]
        return code

    def _signal(self, number: int) -> None:
        with self._lock:
            self._is_stopped = True
            for process in self._processes:
                process.send_signal(number)
