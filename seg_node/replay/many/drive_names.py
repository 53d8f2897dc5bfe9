# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What drives are called: in folders, tables and references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
import os
from pathlib import Path
import re

from seg_node.core.errors import ConfigurationError


def name_drives(sources: Sequence[str]) -> dict[str, str]:
    """
    Give each source a name that can be one of a file.

    It is the last part of its path, and as much before it as tells it from others.

    :param sources: as ``open_source`` takes them.
    :returns: sources by name, in their order.
    :raises ConfigurationError: if one is given twice.
    """
    parts = [_parts(source) for source in sources]
    for source, count in Counter(map(tuple, parts)).items():
        if count > 1:
            raise ConfigurationError(f'{"/".join(source)} is given twice: give each drive once')
    lengths = [1] * len(parts)
    names = [_join(each, 1) for each in parts]
    while len(set(names)) < len(names):
        counts = Counter(names)
        for index, each in enumerate(parts):
            # One that has no more parts keeps its name; the others get longer ones.
            lengths[index] += counts[names[index]] > 1
            names[index] = _join(each, lengths[index])
        if counts == Counter(names):
            clash = next(name for name in names if counts[name] > 1)
            raise ConfigurationError(f'two drives would be called {clash}: rename one of them')
    return dict(zip(names, sources, strict=True))


def _parts(source: str) -> list[str]:
    """Take apart a path; what is drawn or a data set has one part, or the path within it."""
    path = source if ':' in source and not Path(source).exists() else os.path.abspath(source)
    return [part for part in path.split('/') if part]


def _join(parts: Sequence[str], count: int) -> str:
    return re.sub(r'[^\w.+-]+', '_', '_'.join(parts[-count:])).lstrip('.') or '_'
