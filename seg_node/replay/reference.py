# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A replay on disk, to compare others with.

One line of JSON says what ran, then each frame has a line, and the last line
says how it ended. So it is written with no frame in memory, and what an
interrupted replay leaves can still be read. Until it is whole its name ends in
``.partial``, and what was there before stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict
import fcntl
import json
import os
from pathlib import Path
from typing import Any, TextIO

from seg_node.core.errors import ConfigurationError
from seg_node.replay.live.budget import read_budget
from seg_node.replay.records import from_dict, Record, to_dict
from seg_node.replay.run_description import RunDescription
from seg_node.replay.step import Step

FORMAT = 'seg_node replay 1'
_REMEDY = 'give a file that seg replay --record wrote, or record it again'


class ReferenceWriter:
    """
    Writes within a ``with`` block; the file gets its name once ``finish`` was told that all is in.

    :param path: of the file.
    :param run: what runs.
    :raises OSError: if it cannot be written.
    :raises ConfigurationError: if another replay is writing it.
    """

    def __init__(self, path: Path, run: RunDescription) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path.with_name(f'{path.name}.partial')
        """Where the file is now."""
        self._wanted = path
        self._file = _open_alone(self.path)
        self._write({'format': FORMAT, 'run': asdict(run)})

    def __enter__(self) -> ReferenceWriter:
        """Give the writer itself."""
        return self

    def __exit__(self, *unused: object) -> None:
        """Close the file."""
        self._file.close()

    def look_at(self, step: Step) -> None:
        """Write one frame's record."""
        self._write({'frame': to_dict(step.record)})

    def finish(self, end: Mapping[str, Any], is_whole: bool) -> None:
        """
        Write how it ended.

        :param end: figures and faults.
        :param is_whole: whether the replay came to its end.
        """
        self._write({'end': {**end, 'is_partial': not is_whole}})
        self._file.flush()
        if is_whole:
            self.path = self.path.replace(self._wanted)
        self._file.close()  # last, since that lets others write

    def _write(self, line: Mapping[str, Any]) -> None:
        # Compact, and a whole line at once, so that an interrupt leaves whole lines.
        self._file.write(f'{json.dumps(line, separators=(",", ":"))}\n')


def _open_alone(path: Path) -> TextIO:
    """Open a new file, or what a replay has left that was killed."""
    file = path.open('a', encoding='utf-8')
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The other one may have ended, and given it its name, since it was opened here.
        is_ours = path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except BlockingIOError:
        is_ours = False
    if not is_ours:
        file.close()
        raise ConfigurationError(
            f'{path} is being written by another replay: let it end, or give another place'
        )
    file.truncate(0)
    return file


class Reference:
    """
    A replay that was written down as a whole.

    :param path: of the file.
    :raises ConfigurationError: if it is no such file, or that of a replay that did not end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = self._lines()
        first = next(lines, {})
        if first.get('format') != FORMAT:
            raise ConfigurationError(f'{path} is no reference of this version: {_REMEDY}')
        try:
            self.run = RunDescription(**first['run'])
        except (KeyError, TypeError) as error:
            raise self._damage(error) from error
        (last,) = deque(lines, maxlen=1) or ({},)
        end = last.get('end')
        if not isinstance(end, dict) or end.get('is_partial', True):
            raise ConfigurationError(
                f'{path} is of a replay that did not come to its end: {_REMEDY}'
            )
        self.swapped_masks: dict[str, str] = end.get('swapped_masks', {})
        """What swapped channels would have given, as ``Drive.swapped_masks`` tells."""
        self.latency_ms: dict[str, float] = end.get('latency_ms', {})
        """Of a live replay, as ``Figures`` tells."""
        self.live_budget = read_budget(end.get('live_budget', {}))
        """What a live replay of this drive may lose and take."""

    def records(self) -> Iterator[Record]:
        """
        Read the frames.

        :raises ConfigurationError: at one that is damaged.
        """
        frames = (line['frame'] for line in self._lines() if 'frame' in line)
        for index, values in enumerate(frames):
            try:
                record = from_dict(values)
            except (KeyError, TypeError) as error:
                raise self._damage(error) from error
            if record.index != index:  # else all that follow were compared with their neighbours
                raise self._damage(f'frame {record.index} is where {index} should be')
            yield record

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            with self._path.open(encoding='utf-8') as file:
                for text in file:
                    line = json.loads(text)
                    if not isinstance(line, dict):
                        raise ValueError('a line is no object')
                    yield line
        except OSError as error:
            raise ConfigurationError(
                f'there is no reference {self._path} ({error.strerror}): {_REMEDY}'
            ) from error
        except ValueError as error:
            raise self._damage(error) from error

    def _damage(self, error: Exception | str) -> ConfigurationError:
        return ConfigurationError(f'{self._path} is damaged ({error}): {_REMEDY}')
