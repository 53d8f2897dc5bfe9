# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The memory that a process held at most, as Linux tells."""

from __future__ import annotations

from pathlib import Path
import re


def forget_peak(process: int | str = 'self') -> None:
    """Let the peak begin anew at what the process holds now."""
    Path(f'/proc/{process}/clear_refs').write_text('5', encoding='ascii')


def held_memory(process: int | str = 'self') -> int:
    """Tell what a process holds now [bytes]."""
    return _read(process, 'VmRSS')


def peak_memory(process: int | str = 'self') -> int:
    """Tell what a process held at most [bytes]."""
    return _read(process, 'VmHWM')


def _read(process: int | str, name: str) -> int:
    status = Path(f'/proc/{process}/status').read_text(encoding='utf-8')
    (kilobytes,) = re.findall(rf'{name}:\s+(\d+) kB', status)
    return 1024 * int(kilobytes)
