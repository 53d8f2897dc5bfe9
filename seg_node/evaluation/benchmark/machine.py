# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""On what a figure was measured."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
import os
from pathlib import Path
import platform

import cv2
import numpy as np

from seg_node import __version__

_DISTRIBUTIONS = ('onnxruntime', 'openvino', 'torch')


def describe_machine() -> dict[str, str | int]:
    """Name processor, cores that this process may use, and system."""
    return {'cpu': _cpu(), 'cores': len(os.sched_getaffinity(0)), 'system': platform.platform()}


def describe_versions() -> dict[str, str]:
    """Name the versions of all that runs a pipeline and is installed."""
    versions = {
        'seg_node': __version__,
        'python': platform.python_version(),
        'numpy': np.__version__,
        'opencv': cv2.__version__,
    }
    for name in _DISTRIBUTIONS:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            pass
    return versions


def _cpu() -> str:
    """Read the processor's name where Linux tells it."""
    try:
        lines = Path('/proc/cpuinfo').read_text(encoding='utf-8').splitlines()
    except OSError:
        lines = []
    names = (line.partition(':')[2].strip() for line in lines if line.startswith('model name'))
    return next(names, platform.machine())
