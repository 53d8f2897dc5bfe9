# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is kept beside a plan, which tells nothing of itself without a GPU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
import json
from typing import Any

FORMAT_VERSION = 1


@dataclass(frozen=True)
class EnginePort:
    """
    An input or output of an engine.

    :param name: that of the model file's port.
    :param dtype: numpy's name of the type.
    :param shape: fixed.
    :param is_input: whether it goes in.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    is_input: bool


@dataclass(frozen=True)
class EngineRecord:
    """
    Sidecar of a plan.

    :param key: ``EngineKey.to_dict()``.
    :param plan_digest: sha256 of the plan.
    :param plan_bytes: length of the plan.
    :param ports: of the network.
    :param layer_count: of the network before it was optimised.
    :param build_s: that the build took [s].
    :param peak_memory_mb: the most that the process held that built it [MB].
    :param architecture: of the model, for people.
    :param agreement: with the CPU, by the card and driver that it was measured on.
    :param created: when, as ISO 8601 in UTC.
    """

    key: dict[str, Any]
    plan_digest: str
    plan_bytes: int
    ports: tuple[EnginePort, ...]
    layer_count: int
    build_s: float
    peak_memory_mb: int
    architecture: str
    created: str
    agreement: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        """Write the record as the JSON text that its file holds."""
        data = asdict(self) | {'format_version': FORMAT_VERSION}
        return json.dumps(data | {'digest': _digest(data)}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> EngineRecord:
        """
        Read the JSON text that ``to_json`` writes.

        :raises ValueError: if it is anything else.
        """
        try:
            data = json.loads(text)
            digest = data.pop('digest', None)
            if data['format_version'] != FORMAT_VERSION:
                raise ValueError('it is of another format')
            if digest != _digest(data):
                raise ValueError('it was changed')
            del data['format_version']
            ports = tuple(
                EnginePort(**(port | {'shape': tuple(port['shape'])})) for port in data['ports']
            )
            return cls(**(data | {'ports': ports}))
        except (AttributeError, KeyError, RecursionError, TypeError) as error:
            raise ValueError(f'it does not fit: {error!r}') from error


def _digest(data: dict[str, Any]) -> str:
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
