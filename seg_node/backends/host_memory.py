# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What processes hold of the machine's memory, and how much more this one can have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import re
import sys


def held_memory() -> int:
    """Tell what the process holds for itself [bytes], neither files nor shared; 0 if unknown."""
    return 1024 * status_kb('RssAnon')


def status_kb(field: str, process: int | str = 'self') -> int:
    """
    Read what Linux tells of a process's memory [kB]; 0 if unknown, or once the process has ended.

    :param field: of ``/proc/PID/status``, e.g. ``VmRSS``.
    :param process: its id; by default this one.
    """
    return _number(rf'^{field}:\s+(\d+) kB', Path(f'/proc/{process}/status'), 0)


def free_memory(root: Path = Path('/')) -> int:
    """
    Tell what the process can still have: of the machine, or of a control group if less.

    :param root: of the file system.
    :returns: bytes; more than any machine has where nothing tells.
    """
    available = 1024 * _number(
        r'MemAvailable:\s+(\d+) kB', root / 'proc/meminfo', sys.maxsize // 1024
    )
    return min(available, *_free_in_groups(root), sys.maxsize)


def _free_in_groups(root: Path) -> Iterator[int]:
    """Give what is free in the control group of each version and in all those above it."""
    for hierarchy, mount, limit, usage in (
        ('0:', 'sys/fs/cgroup', 'memory.max', 'memory.current'),
        (r'\d+:memory', 'sys/fs/cgroup/memory', 'memory.limit_in_bytes', 'memory.usage_in_bytes'),
    ):
        top = root / mount
        for name in re.findall(rf'^{hierarchy}:/(.*)$', _read(root / 'proc/self/cgroup'), re.M):
            group = top / name
            # In a container the name may be the host's, and the group itself be mounted.
            for folder in (group, *group.parents):
                if folder.is_relative_to(top):
                    allowed = _number(r'^(\d+)$', folder / limit, sys.maxsize)
                    # The kernel takes back what it keeps of files.
                    files = _number(r'^(?:total_)?inactive_file (\d+)', folder / 'memory.stat', 0)
                    yield allowed - _number(r'(\d+)', folder / usage, 0) + files


def _number(pattern: str, path: Path, otherwise: int) -> int:
    numbers = re.findall(pattern, _read(path), re.M)
    return max(map(int, numbers), default=otherwise)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding='utf-8')
    except OSError:
        return ''
