# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a process holds of a machine while it works for long."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from process_memory import held_memory


class Usage(NamedTuple):
    """What a process holds at one moment."""

    rss_mb: float
    threads: int
    descriptors: int


class UsageRecord:
    """
    Usage of a process after each part of its work.

    :param pid: of the process.
    :param unit: of the work, e.g. ``frames``.
    :param tolerated_mb: range of the memory that is no growth yet [MB].
    """

    def __init__(self, pid: int, unit: str, tolerated_mb: float = 2.0) -> None:
        self._pid = pid
        self._unit = unit
        self._tolerated_mb = tolerated_mb
        self._usages: list[Usage] = []

    def note(self, done: int) -> None:
        """Read the usage now and print it beside the work that is done."""
        self._usages.append(usage := read_usage(self._pid))
        print(
            f'{done:7} {self._unit}: {usage.rss_mb:.2f} MB, {usage.threads} threads, '
            f'{usage.descriptors} descriptors',
            flush=True,
        )

    def check(self) -> None:
        """Assert that nothing grew over the last half."""
        rss_mb, threads, descriptors = zip(*self._usages[len(self._usages) // 2 :], strict=True)
        growth_mb = max(rss_mb) - min(rss_mb)
        print(f'last half: RSS within {growth_mb:.2f} MB')
        assert len(set(threads)) == 1, threads
        assert len(set(descriptors)) == 1, descriptors
        assert growth_mb <= self._tolerated_mb, rss_mb


def read_usage(pid: int) -> Usage:
    """Ask the kernel what a process holds."""
    threads, descriptors = (
        len(list(Path('/proc', str(pid), name).iterdir())) for name in ('task', 'fd')
    )
    return Usage(held_memory(pid) / 1e6, threads, descriptors)
