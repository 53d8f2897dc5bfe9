# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Files that a user keeps: written whole, and never over what they are made of."""

from __future__ import annotations

from itertools import product
import os
from pathlib import Path
import threading

from seg_node.core.errors import ConfigurationError


def write_whole(path: Path, content: bytes | memoryview, mode: int = 0o666) -> None:
    """
    Write a file that others see whole or not at all.

    :param path: of the file; its folder is made if missing.
    :param mode: the most rights that it gets; the process's umask takes some of them.
    :raises OSError: if it cannot be written; nothing of it is left behind then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own, since another process or thread may write the same file.
    writer = f'{os.getpid()}-{threading.get_ident()}'
    partial = path.with_name(f'{path.name}.{writer}.partial')
    try:
        with open(partial, 'wb', opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
        partial.replace(path)
    except OSError as error:
        # Of a full disk alone, Python does not say where.
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        partial.unlink(missing_ok=True)


def check_output(path: Path, *sources: Path) -> None:
    """
    Refuse a place where a file cannot or must not be written, before the work for it.

    :param path: of the file.
    :param sources: files that it is made of, and folders of such.
    :raises ConfigurationError: if the path is a folder, a source, or lies in one, or if its
        own folder cannot be made.
    """
    if path.is_dir():
        raise ConfigurationError(f'{path} is a folder: give the path of a file')
    absolute = path.absolute()
    for place, source in product((absolute, *absolute.parents), sources):
        if place.exists() and source.exists() and place.samefile(source):
            raise ConfigurationError(
                f'{path} is what is read: give another place to what is written'
            )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f'{path} cannot be written ({error.strerror}): give another place'
        ) from error
