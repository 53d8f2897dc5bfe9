# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Engines on disk, under names that cannot lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
import fcntl
from hashlib import sha256
import logging
import os
from pathlib import Path
import time
from typing import NamedTuple

from seg_node.core.errors import BackendError
from seg_node.core.output_file import write_whole
from seg_node.engine.cache_folder import engine_folder, PRIVATE_MODE, read_private
from seg_node.engine.engine_key import EngineKey
from seg_node.engine.engine_record import EngineRecord

_PLAN, _RECORD, _LOCK = '.plan', '.json', '.lock'

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Engine:
    """
    A plan and what is known of it.

    :param plan: for TensorRT to deserialise.
    :param record: its sidecar.
    """

    plan: bytes
    record: EngineRecord


class KeptEngine(NamedTuple):
    """
    What is on disk of one engine.

    :param plan: path of the plan.
    :param record: its sidecar, or None where that cannot be read.
    :param size_bytes: of the plan.
    :param unused_s: for how long it was not opened [s].
    """

    plan: Path
    record: EngineRecord | None
    size_bytes: int
    unused_s: float


class EngineCache:
    """
    Each engine is a plan with a record beside it, which names its key and the plan's digest.

    The record is written last and read first, so that a plan counts only once it is whole.
    What is damaged, cut short, renamed or left over counts as not there.

    :param folder: where they are; by default that of this user.
    :raises BackendError: if the folder cannot be made, or others may write to it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = engine_folder(folder)

    def load(self, key: EngineKey) -> Engine | None:
        """
        Give an engine, or None if it is not there or is not what its record says.

        :raises BackendError: if others may write to its files.
        """
        record_path, plan_path = (self._path(key, kind) for kind in (_RECORD, _PLAN))
        try:
            record = EngineRecord.from_json(read_private(record_path).decode())
            plan = read_private(plan_path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            logger.warning('%s is damaged (%s) and will be built anew', record_path, error)
            return None
        if record.key != key.to_dict():
            logger.warning('%s is of another engine and will be built anew', record_path)
            return None
        if sha256(plan).hexdigest() != record.plan_digest:
            logger.warning('%s is damaged and will be built anew', plan_path)
            return None
        with suppress(OSError):
            os.utime(plan_path)  # when it was last used
        return Engine(plan, record)

    def store(self, key: EngineKey, engine: Engine) -> None:
        """
        Keep an engine, in place of any of that key; the caller holds ``lock``.

        :raises BackendError: if it cannot be written; nothing of it is left behind then.
        """
        try:
            for left in self.folder.glob(f'{key.name}.*.partial'):  # by writers that were killed
                left.unlink(missing_ok=True)
            self._path(key, _RECORD).unlink(missing_ok=True)
            write_whole(self._path(key, _PLAN), engine.plan, PRIVATE_MODE)
            write_whole(self._path(key, _RECORD), engine.record.to_json().encode(), PRIVATE_MODE)
        except OSError as error:
            with suppress(OSError):
                self.remove(self._path(key, _PLAN))
            raise BackendError(
                f'the engine of {len(engine.plan) / 1e6:.0f} MB cannot be kept ({error}): make '
                'room, or set engine_cache to another folder'
            ) from error

    def store_record(self, record: EngineRecord) -> None:
        """Write a record anew; where that is not possible, the log tells why."""
        try:
            path = self._path(EngineKey(**record.key), _RECORD)
            write_whole(path, record.to_json().encode(), PRIVATE_MODE)
        except OSError as error:
            logger.warning('%s: what was found of the engine cannot be kept', error)

    @contextmanager
    def lock(self, key: EngineKey) -> Iterator[None]:
        """
        Be the only process that builds an engine; waits for another that does.

        :raises BackendError: if the folder cannot be written to.
        """
        path = self._path(key, _LOCK)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise BackendError(
                f'{path} cannot be written ({error.strerror}): set engine_cache to a folder that '
                'this user can write'
            ) from error
        try:
            # Gone with its process, however that ends.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def engines(self) -> list[KeptEngine]:
        """List what is there, in the order of names."""
        kept = []
        # Also what a killed build left.
        for path in filter(Path.is_file, sorted(self.folder.glob(f'*{_PLAN}*'))):
            record = None
            with suppress(OSError, ValueError, BackendError):
                record = EngineRecord.from_json(read_private(path.with_suffix(_RECORD)).decode())
            with suppress(FileNotFoundError):  # another process removes engines, too
                status = path.stat()
                unused_s = max(0.0, time.time() - status.st_mtime)  # clocks are set back, too
                kept.append(KeptEngine(path, record, status.st_size, unused_s))
        return kept

    def forget(self, record: EngineRecord) -> None:
        """Remove an engine that turned out to be of no use."""
        self.remove(self._path(EngineKey(**record.key), _PLAN))

    def prune(self, plan: Path) -> bool:
        """
        Remove a plan and what belongs to it, unless it is being built.

        :param plan: path of the plan, or of what is left of one.
        :returns: whether it was removed.
        """
        name, _, _ = plan.name.partition('.')
        with (self.folder / f'{name}{_LOCK}').open('w') as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self.remove(plan)
        return True

    def remove(self, plan: Path) -> None:
        """Remove a plan and what belongs to it."""
        for path in (plan.with_suffix(_RECORD), plan):
            path.unlink(missing_ok=True)

    def clean_up_after(self, process: int) -> None:
        """Remove what a process that was ended had begun to write."""
        for path in self.folder.glob(f'*.{process}-*.partial'):
            path.unlink(missing_ok=True)

    def _path(self, key: EngineKey, kind: str) -> Path:
        return self.folder / f'{key.name}{kind}'
