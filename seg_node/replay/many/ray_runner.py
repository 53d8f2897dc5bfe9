# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Drives replayed by the machines of a Ray cluster.

A task of Ray starts a process for its drive, as one machine alone does, so that whatever ends
it ends no worker of Ray. What is read must have the same path on every machine; what comes out
is sent back, so that nothing that is written has to be shared.
"""

from __future__ import annotations

import os
from pathlib import Path
import socket
from tempfile import TemporaryDirectory
import threading
from typing import Any

from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import write_whole
from seg_node.parameters.parameters import Parameters
from seg_node.replay.many.runner import LocalRunner
from seg_node.replay.many.task import Ended, Task

_PATIENCE_S = 10.0


class RayRunner:
    """
    A cluster that is there, or one that is started on this machine.

    :param address: of the cluster; ``local`` starts one.
    :param parameters: that say what a task needs of a machine.
    :raises ConfigurationError: if Ray is not installed or the cluster cannot be reached, or if
        the number of threads would be another one on each machine.
    """

    def __init__(self, address: str, parameters: Parameters) -> None:
        if not parameters.threads:
            raise ConfigurationError(
                'with --ray, threads is 0, one for each core, so that maps would depend on the '
                'machine: give --threads N'
            )
        self._ray = _import_ray()
        try:
            _check_listening(address)
            self._ray.init(address, logging_level='ERROR', log_to_driver=False)
        except (OSError, ValueError, RuntimeError) as error:
            raise ConfigurationError(f'no Ray cluster at {address}: {error}') from error
        needs = {
            'num_cpus': parameters.threads,
            'num_gpus': int(parameters.backend.startswith('tensorrt')),
            'max_retries': 0,  # what ended one worker would end the next
        }
        self._start = self._ray.remote(**needs)(_replay_there).remote
        self._lock = threading.Lock()
        self._running: set[Any] = set()
        self._is_stopped = False

    def run(self, task: Task) -> Ended:
        """Run a task to its end, and put what comes back into its folder."""
        with self._lock:
            if self._is_stopped:
                return Ended(None, '')
            running = self._start(task, os.getcwd())
            self._running.add(running)
        try:
            ended, files = self._ray.get(running)
            for name, content in files.items():
                write_whole(task.folder / name, content)
        except self._ray.exceptions.TaskCancelledError:
            return Ended(None, '')
        except (self._ray.exceptions.RayError, OSError) as error:
            return Ended(2, str(error).strip().splitlines()[-1])
        finally:
            with self._lock:
                self._running.discard(running)
        return Ended(*ended)

    def interrupt(self) -> None:
        """End running tasks, whose results stay where they are, and start none any more."""
        self._cancel(force=False)

    def kill(self) -> None:
        """End running tasks at once."""
        self._cancel(force=True)

    def _cancel(self, force: bool) -> None:
        with self._lock:
            self._is_stopped = True
            for running in self._running:
                self._ray.cancel(running, force=force)


def _import_ray() -> Any:
    try:
        import ray
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "--ray needs Ray, which is not installed: pip install 'seg_node[ray]'"
        ) from error
    return ray


def _check_listening(address: str) -> None:
    """
    Knock where a cluster should be: Ray itself tries for minutes.

    :param address: ``HOST:PORT`` or ``ray://HOST:PORT``; other forms are left to Ray.
    :raises OSError: if nobody answers.
    """
    host, sign, port = address.removeprefix('ray://').rpartition(':')
    if sign and port.isdecimal():
        socket.create_connection((host, int(port)), _PATIENCE_S).close()


def _replay_there(task: Task, place: str) -> tuple[Ended, dict[str, bytes]]:
    """
    Replay a drive on a machine of the cluster.

    :param task: the drive.
    :param place: folder that its relative paths start from.
    :returns: how it ended, and the files that it left.
    """
    runner = LocalRunner(place)
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            ended = runner.run_in(folder, task.job(folder))
        except KeyboardInterrupt:  # it was cancelled
            runner.kill()
            raise
        files = [path for path in folder.rglob('*') if path.is_file()]
        return ended, {str(path.relative_to(folder)): path.read_bytes() for path in files}
