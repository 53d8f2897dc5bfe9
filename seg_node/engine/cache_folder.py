# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The folder of the engines, which nobody else may write to.

A plan is code: TensorRT runs what is in it. A digest beside it finds damage and no intent, so
what protects the robot is who may write here.
"""

from __future__ import annotations

import os
from pathlib import Path
import stat

from seg_node.backends.cache_directory import cache_base
from seg_node.core.errors import BackendError

PRIVATE_MODE = 0o644  # some users' umask lets their group write what they make
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def engine_folder(path: Path | None = None) -> Path:
    """
    Find or make the folder.

    :param path: of the folder; by default ``$XDG_CACHE_HOME/seg_node/engines``, else
        ``~/.cache/seg_node/engines``.
    :raises BackendError: if it cannot be made, or others may write to it.
    """
    try:
        folder = path.expanduser() if path else cache_base() / 'engines'
        for each in (*reversed(folder.parents), folder):
            each.mkdir(mode=0o700, exist_ok=True)
        check_private(folder, folder.stat())
    except (OSError, RuntimeError) as error:  # RuntimeError: there is no home
        raise BackendError(
            f'no folder for engines ({error}): set engine_cache to one that this user can write'
        ) from error
    return folder


def read_private(path: Path) -> bytes:
    """
    Read a file that nobody else may write; its rights are those of what is read.

    :raises OSError: if it cannot be read.
    :raises BackendError: if others may write to it.
    """
    with path.open('rb') as file:
        check_private(path, os.fstat(file.fileno()))
        return file.read()


def check_private(path: Path, status: os.stat_result) -> None:
    """
    Check that only this user, or root, may change a file or folder.

    :param path: that an error names.
    :param status: its, from the descriptor that it is read from.
    :raises BackendError: if others may.
    """
    if status.st_uid not in (os.geteuid(), 0):
        raise BackendError(
            f'{path} belongs to user {status.st_uid}, who could change what runs here: remove it, '
            'or set engine_cache to a folder of your own'
        )
    if status.st_mode & _OTHERS_WRITE:
        raise BackendError(
            f'{path} can be written by others, who could change what runs here: chmod go-w {path}'
        )
