# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A bag as the files that it was split into, of which one is open at a time.

So neither open files nor indices in memory grow with the bag, a bag whose files
are compressed as wholes is unpacked file by file, and damage in the last file
does not keep the first ones from being read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, ExitStack
import errno
import json
from pathlib import Path, PurePath
from shutil import rmtree
from tempfile import gettempdir, mkdtemp
from typing import Any, NamedTuple, TypeAlias

import yaml

from seg_node.core.errors import SourceError
from seg_node.sources.bag_layout import bag_files, ROS1_SUFFIX
from seg_node.sources.rosbags_library import Reader, Ros1Reader

OpenPart: TypeAlias = 'Reader | Ros1Reader'

_ROOT = 'rosbag2_bagfile_information'
_REINDEX = "write metadata.yaml with 'ros2 bag reindex'"
_REMEDIES = {
    '.mcap': f"copy it again, or save what is whole with 'mcap recover', then {_REINDEX}",
    '.db3': f"copy it again, or save what is whole with SQLite's .recover, then {_REINDEX}",
    ROS1_SUFFIX: "copy it again, or mend it with 'rosbag reindex'",
}


class BagPart(NamedTuple):
    """
    One file of a bag.

    :param path: of the file.
    :param metadata: what ``metadata.yaml`` says, with this one as its only file; None without.
    """

    path: Path
    metadata: Mapping[str, Any] | None = None

    @property
    def is_ros1(self) -> bool:
        """Whether ROS 1 wrote it."""
        return self.path.suffix == ROS1_SUFFIX

    @property
    def is_compressed(self) -> bool:
        """Whether messages, or the file as a whole, are compressed beyond the file's format."""
        mode = (self.metadata or {}).get('compression_mode') or 'none'
        return str(mode).lower() != 'none'


def find_parts(path: Path) -> list[BagPart]:
    """
    Find a bag's files in the order of time.

    :param path: of a rosbag2 folder, of a folder of ROS 1 bags, or of a single file.
    :raises SourceError: if there is no such bag, or it is not clear what belongs to it.
    """
    if not path.exists():
        raise SourceError(f'there is no bag {path}: check the path')
    if path.is_file():
        return [BagPart(path)]
    if (path / 'metadata.yaml').is_file():
        return _listed_parts(path)
    parts = [BagPart(file) for file in bag_files(path)]
    if parts and all(part.is_ros1 for part in parts):
        return sorted(parts, key=_start_ns)
    if len(parts) != 1:
        raise SourceError(
            f'{path} has no metadata.yaml and {len(parts)} bag files: name one of the files, '
            f'or {_REINDEX}'
        )
    return parts


@contextmanager
def open_part(part: BagPart) -> Iterator[OpenPart]:
    """
    Open a file of a bag within a ``with`` block.

    :raises SourceError: if it is damaged.
    """
    with ExitStack() as opened:
        with damage_named(part.path):
            reader = _reader(part, opened)
            opened.enter_context(reader)
        yield reader


@contextmanager
def damage_named(path: Path) -> Iterator[None]:
    """Make of whatever damage raises an error that tells the file and the remedy."""
    try:
        yield
    # Damaged files raise errors of rosbags, SQLite, zstd and the built-in kinds.
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise SourceError(
                f'{path} cannot be unpacked in {gettempdir()}, which is full: set TMPDIR to a '
                'folder with more room'
            ) from error
        remedy = _REMEDIES.get(path.suffix, 'copy it again')
        reason = str(error) or type(error).__name__
        raise SourceError(f'{path} is not a whole bag file: {reason}; {remedy}') from error


def _listed_parts(folder: Path) -> list[BagPart]:
    """Read what metadata.yaml lists, and look whether it is there."""
    file = folder / 'metadata.yaml'
    try:
        metadata = yaml.safe_load(file.read_text(encoding='utf-8'))[_ROOT]
        paths = [folder / PurePath(name).name for name in metadata['relative_file_paths']]
        parts = [BagPart(path, metadata | {'relative_file_paths': [path.name]}) for path in paths]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SourceError(
            f'{file} is not that of a bag ({error!r}): write it anew with '
            f"'ros2 bag reindex {folder}'"
        ) from error
    missing = [path.name for path in paths if not path.is_file()]
    if missing or not paths:
        raise SourceError(
            f'{file} lists {len(paths)} files, of which {len(missing)} are missing'
            f'{f", first {missing[0]}" if missing else ""}: copy the whole folder, or write '
            f"metadata.yaml anew with 'ros2 bag reindex {folder}'"
        )
    return parts


def _start_ns(part: BagPart) -> int:
    with open_part(part) as reader:
        return reader.start_time


def _reader(part: BagPart, opened: ExitStack) -> OpenPart:
    if part.is_ros1:
        return Ros1Reader(part.path)
    if not part.is_compressed:
        return Reader(part.path)
    # rosbags unpacks all files of a folder at once, so it gets a folder with a single one.
    folder = Path(mkdtemp(prefix='seg_node_bag_'))
    opened.callback(rmtree, folder)
    (folder / part.path.name).symlink_to(part.path.absolute())
    text = json.dumps({_ROOT: part.metadata})  # JSON is YAML
    (folder / 'metadata.yaml').write_text(text, encoding='utf-8')
    return Reader(folder)
