# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An engine from the cache, or from a process that builds it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
import json
import subprocess
import tempfile
import threading
import time

from seg_node.backends.host_memory import status_kb
from seg_node.core.errors import BackendError, BuildStoppedError, LastingError
from seg_node.core.image_size import format_size
from seg_node.core.module_command import module_command
from seg_node.core.process_end import name_end
from seg_node.engine.build_process import MODULE
from seg_node.engine.build_request import BuildRequest
from seg_node.engine.engine_cache import Engine, EngineCache
from seg_node.engine.engine_options import MEMORY_LIMIT_MB

_STEP_S = 0.1

OnProgress = Callable[[str], None]
"""Takes what is being done, in words."""


def obtain_engine(
    request: BuildRequest,
    cache: EngineCache,
    on_progress: OnProgress = lambda words: None,
    should_stop: Callable[[], bool] = lambda: False,
    memory_limit_mb: int = MEMORY_LIMIT_MB,
) -> Engine:
    """
    Give an engine, built in a process of its own if it is not in the cache.

    :param request: the engine.
    :param cache: where engines are kept.
    :param on_progress: called ten times a second while one is built.
    :param should_stop: asked as often; a build that should stop is ended at once.
    :param memory_limit_mb: of the process that builds [MB].
    :raises BuildStoppedError: if it should stop.
    :raises BackendError: if the engine cannot be built or kept, or takes too much memory.
    """
    for key in request.keys:
        engine = cache.load(key)
        if engine is not None:
            return engine
    with _BuildProcess(request, cache) as process:
        while process.is_running:
            if should_stop():
                raise BuildStoppedError(f'the build of {request.architecture} was stopped')
            process.check_memory(memory_limit_mb)
            on_progress(process.progress)
            time.sleep(_STEP_S)
        process.check_result()
    engine = cache.load(request.key)
    if engine is None:
        raise BackendError(
            f'the engine of {request.architecture} was built and is not in {cache.folder}: '
            'another process removes engines there'
        )
    return engine


class _BuildProcess:
    """
    A running build; ended at the end of a ``with``.

    :param request: that it is given.
    :param cache: that it puts the engine into.
    """

    def __init__(self, request: BuildRequest, cache: EngineCache) -> None:
        self._request = request
        self._cache = cache
        self._start_s = time.monotonic()
        self._report: dict[str, object] = {}

    def __enter__(self) -> _BuildProcess:
        """
        Start it.

        :raises BackendError: if this machine cannot.
        """
        try:
            self._log = tempfile.TemporaryFile()
            # A session of its own, so that Ctrl-C reaches it through its owner alone.
            self._process = subprocess.Popen(
                module_command(MODULE),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                start_new_session=True,
            )
        except OSError as error:
            raise BackendError(f'no process can be started for a build: {error}') from error
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._ask, self._read)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *unused: object) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            with suppress(BrokenPipeError):
                stream.close()  # type: ignore[union-attr]
        self._cache.clean_up_after(self._process.pid)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    @property
    def progress(self) -> str:
        """Say what it is at, for people."""
        report = self._report
        phase = str(report.get('phase', 'starting'))
        steps = f' {report["done"]}/{report["total"]}' if 'done' in report else ''
        return (
            f'building the {self._request.precision} engine of {self._request.architecture} for '
            f'{format_size(self._request.layout.frame_size)} frames on {self._request.gpu}: '
            f'{phase}{steps}, {time.monotonic() - self._start_s:.0f} s'
        )

    def check_memory(self, limit_mb: int) -> None:
        """
        Check that it does not take the robot's memory.

        :raises BackendError: if it takes more than ``limit_mb`` [MB].
        """
        used_mb = status_kb('VmRSS', self._process.pid) / 1000
        if used_mb > limit_mb:
            raise LastingError(
                f'the build of {self._request.architecture} took {used_mb:.0f} MB of memory, '
                f'more than {limit_mb}, and was ended: choose a smaller network_size, or '
                'build on a machine with more'
            )

    def check_result(self) -> None:
        """
        Check that it has built the engine.

        :raises BackendError: with its reason if it has not.
        """
        for thread in self._threads:
            thread.join()
        if self._process.returncode == 0:
            return
        self._log.seek(0)
        last_lines = self._log.read().decode(errors='replace').splitlines()[-3:]
        reason = self._report.get('error') or (
            f'its process ended with {name_end(self._process.returncode)}: {" ".join(last_lines)}'
        )
        raise LastingError(f'no engine for {self._request.architecture}: {reason}')

    def _ask(self) -> None:
        """Write the request, which may be longer than a pipe takes at once."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # then it has ended, and its log says why
            self._request.write(self._process.stdin, self._cache.folder)  # type: ignore[arg-type]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with suppress(ValueError):  # the last one may be cut short
                self._report = json.loads(line)
