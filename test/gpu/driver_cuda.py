# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Print the major version of CUDA whose bindings the driver can serve, with nothing installed."""

from __future__ import annotations

import ctypes

_OLDEST, _NEWEST = 12, 13


def driver_cuda() -> int:
    """Ask the driver; where there is none that answers, give the newest."""
    version = ctypes.c_int()
    try:
        code = ctypes.CDLL('libcuda.so.1').cuDriverGetVersion(ctypes.byref(version))
    except (AttributeError, OSError):
        return _NEWEST
    if code or not version.value:
        return _NEWEST
    return min(max(version.value // 1000, _OLDEST), _NEWEST)


if __name__ == '__main__':
    print(driver_cuda())
