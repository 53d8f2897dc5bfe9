# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A short stand-in for the content of a file."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path


def file_digest(path: Path) -> str:
    """Give a digest of a file's content; empty without a file."""
    if not path.is_file():
        return ''
    content = blake2b(digest_size=16)
    with path.open('rb') as file:
        while chunk := file.read(1 << 20):
            content.update(chunk)
    return content.hexdigest()
