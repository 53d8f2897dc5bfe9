# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that decides what comes out of a replay, known without a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
import json
from pathlib import Path
from typing import Any

import cv2

import seg_node
from seg_node.core.file_digest import file_digest
from seg_node.parameters.parameters import Parameters
from seg_node.replay.many.task import Task
from seg_node.sources.datasets.open_dataset import is_dataset

_PACKAGES = ('onnxruntime', 'openvino', 'tensorrt', 'tensorrt_rtx', 'numpy', 'rosbags')
_OTHERS = frozenset(
    {'verb', 'run', 'workers', 'ray', 'out', 'record', 'compare', 'update'}
    | {'params', 'assignments', 'model', 'threads'}
)
"""Arguments that change nothing, or that the other entries hold."""


class Fingerprints:
    """
    Gives those of tasks, reading what they share once.

    :param parameters: that the tasks run with.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._shared = {
            'code': _code_digest(),
            'packages': _packages(),
            'parameters': asdict(parameters),
            'model': file_digest(parameters.model_path()),
        }

    def of(self, task: Task) -> dict[str, Any]:
        """
        Describe a task by what JSON can hold.

        Recordings may be huge, so of their files size and time stand for the content.
        """
        arguments = {
            name: _identify(value)
            for name, value in vars(task.arguments).items()
            if name not in _OTHERS
        }
        recording = _files(_place_of(task.source))
        reference = file_digest(task.reference) if task.reference else None
        values = {**self._shared, **arguments, 'recording': recording, 'reference': reference}
        return dict(json.loads(json.dumps(values, default=str)))


def first_change(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Name what differs first between two fingerprints; empty if nothing does."""
    for name in {**now, **before}:
        old, new = before.get(name), now.get(name)
        if isinstance(old, dict) and isinstance(new, dict) and old != new:
            return f'{name}: {first_change(old, new)}'
        if old != new:
            is_short = len(f'{old}{new}') < 60
            return f'{name} {old!r} -> {new!r}' if is_short else name
    return ''


def _code_digest() -> str:
    """Give a digest of this package, whose version stays while somebody works on it."""
    content = blake2b(digest_size=16)
    for path in sorted(Path(seg_node.__file__).parent.rglob('*.py')):
        content.update(path.read_bytes())
    return content.hexdigest()


def _packages() -> dict[str, str]:
    found = {'cv2': cv2.__version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _identify(value: Any) -> Any:
    """Let the content of a file or folder stand for it."""
    if not isinstance(value, Path):
        return value
    return [str(value), file_digest(value) or _files(value)]


def _place_of(source: str) -> Path:
    """Give the path of a recording; a data set may have pictures and labels side by side."""
    return Path(source.partition(':')[2]).parent if is_dataset(source) else Path(source)


def _files(path: Path) -> dict[str, list[int]]:
    """Give size [bytes] and time of change [ns] of a file, or of those in a folder."""
    paths = sorted(path.rglob('*')) if path.is_dir() else [path]
    states = {str(each): each.stat() for each in paths if each.is_file()}
    return {name: [state.st_size, state.st_mtime_ns] for name, state in states.items()}
