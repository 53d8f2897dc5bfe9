# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Files that a user keeps: written whole, and never over what they are made of."""

from __future__ import annotations

from pathlib import Path

from seg_node.core.errors import ConfigurationError


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """
    Write a file that others see whole or not at all.

    :param path: of the file; its folder is made if missing.
    :raises OSError: if it cannot be written; nothing of it is left behind then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f'{path.name}.partial')
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def check_not_source(path: Path, source: Path) -> None:
    """
    Refuse to write a file over the one that it is made of.

    :raises ConfigurationError: if both are the same file.
    """
    if path.exists() and source.exists() and path.samefile(source):
        raise ConfigurationError(f'{path} is what is read: give another name to what is written')
