# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What ``record.py`` wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple


class Record(NamedTuple):
    """
    A published net.

    :param shapes: of its parameters and buffers, by name.
    :param outputs: digests of what it gives for seeded weights and images.
    """

    shapes: dict[str, tuple[int, ...]]
    outputs: list[dict[str, Any]]


def path_of_record(name: str) -> Path:
    return Path(__file__).with_name(f'{name}.json')


def read_record(name: str) -> Record:
    """Read the record of the published net that ours is named like."""
    content = json.loads(path_of_record(name).read_text(encoding='utf-8'))
    shapes = {
        key: tuple(int(side) for side in text.split('x') if side)
        for key, text in content['shapes'].items()
    }
    return Record(shapes, content['outputs'])
