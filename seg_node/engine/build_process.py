# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The program that builds one engine and keeps it in the cache.

It is a process of its own because a build cannot be interrupted from within Python, takes
gigabytes that a process does not give back, and may crash. Its standard input brings the
request and, at its end, the end of whoever asked; its standard output reports in lines of JSON.
"""

from __future__ import annotations

from datetime import datetime, timezone
from hashlib import sha256
import json
import os
import sys
import threading
import time
from typing import Any

from seg_node.backends.host_memory import status_kb
from seg_node.core.errors import SegNodeError
from seg_node.engine.build_request import BuildRequest, read_request
from seg_node.engine.builder import build_plan, Report
from seg_node.engine.engine_cache import Engine, EngineCache
from seg_node.engine.engine_record import EngineRecord

MODULE = 'seg_node.engine.build_process'


class _Reports:
    """Lines of JSON on what was standard output, where a library's own words go no more."""

    def __init__(self) -> None:
        self._descriptor = os.dup(1)
        os.dup2(2, 1)

    def progress(self, phase: str, done: int, total: int) -> None:
        self._write(phase=phase, done=done, total=total)

    def error(self, text: str) -> None:
        self._write(error=text)

    def _write(self, **values: Any) -> None:
        # At one go, since TensorRT reports from several threads.
        os.write(self._descriptor, json.dumps(values).encode() + b'\n')


def main() -> int:
    """Build what standard input asks for, unless another process has built it by then."""
    reports = _Reports()
    try:
        request, folder = read_request(sys.stdin.buffer)
        threading.Thread(target=_end_with_input, daemon=True).start()
        cache = EngineCache(folder)
        reports.progress('waiting for other processes', 0, 1)
        with cache.lock(request.key):
            if cache.load(request.key) is None:
                cache.store(request.key, _build(request, cache, reports.progress))
    except SegNodeError as error:
        reports.error(str(error))
        return 1
    return 0


def _build(request: BuildRequest, cache: EngineCache, report: Report) -> Engine:
    start_s = time.monotonic()
    name = f'{request.flavour.name}-{request.flavour.version}.timing'
    plan = build_plan(
        request.graph,
        request.flavour,
        request.gpu,
        request.settings,
        report,
        cache.folder / name,
    )
    record = EngineRecord(
        key=request.key.to_dict(),
        plan_digest=sha256(plan.content).hexdigest(),
        plan_bytes=len(plan.content),
        ports=plan.ports,
        layer_count=plan.layer_count,
        build_s=round(time.monotonic() - start_s, 2),
        # That of getrusage begins with the peak of its parent.
        peak_memory_mb=status_kb('VmHWM') // 1000,
        architecture=request.architecture,
        created=datetime.now(timezone.utc).isoformat(timespec='seconds'),
    )
    return Engine(plan.content, record)


def _end_with_input() -> None:
    """End this process, whatever it is at, once nobody waits for it any more."""
    # Not through sys.stdin, whose lock Python wants at its end.
    os.read(0, 1)
    os._exit(1)


if __name__ == '__main__':
    sys.exit(main())
