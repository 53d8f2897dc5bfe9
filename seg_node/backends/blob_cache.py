# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a runtime compiled, kept for the next start."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
import logging
import os
from pathlib import Path

from seg_node.backends.cache_directory import cache_directory

_MOST_BLOBS = 8
_DIGEST_SIZE = sha256().digest_size

logger = logging.getLogger(__name__)


class BlobCache:
    """
    Blobs of a runtime, each in a file that begins with its digest.

    A power cut can leave a file of the right size full of zeros, and a runtime
    that does not check what it reads answers with wrong maps. Writers in other
    processes do no harm. Of more than eight blobs those unused for longest go.

    :param runtime: whose cache directory it is.
    """

    def __init__(self, runtime: str) -> None:
        self._folder = cache_directory(runtime)

    def load(self, key: str) -> bytes | None:
        """
        Give the blob that was stored, or None if there is none or it is damaged.

        :param key: all that decides what is in the blob.
        """
        if self._folder is None:
            return None
        path = self._path(self._folder, key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            path.touch()
        digest, blob = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
        if digest == sha256(blob).digest():
            return blob
        logger.warning('%s is damaged and will be written anew', path)
        return None

    def store(self, key: str, blob: bytes) -> None:
        """
        Keep a blob; where that is not possible, the log tells why.

        :param key: all that decides what is in the blob.
        """
        if self._folder is None:
            return
        path = self._path(self._folder, key)
        unfinished = path.with_suffix(f'.{os.getpid()}')
        try:
            unfinished.write_bytes(sha256(blob).digest() + blob)
            unfinished.replace(path)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            logger.warning('%s cannot be kept for the next start: %s', path, error)
        with suppress(OSError):  # another process may tidy up, too
            self._remove_oldest(self._folder)

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / f'{sha256(key.encode()).hexdigest()[:32]}.blob'

    @staticmethod
    def _remove_oldest(folder: Path) -> None:
        by_age = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in by_age[:-_MOST_BLOBS]:
            path.unlink()
