# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Thresholds with a stated risk, and what they hold for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import index
from typing import Any

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.image_size import format_size
from seg_node.core.risk_control import frames_needed


@dataclass(frozen=True)
class RiskTable:
    """
    Thresholds of one class set, by the mean false rate of its masks that they keep.

    They hold for these classes at this network size in this precision and for
    frames like those of ``data``.

    :param set_name: of the class set.
    :param class_ids: of the set, rising.
    :param network_size: (width, height) of the network input [px].
    :param precision: of the net's arithmetic, as ``ModelSpec.name_precision`` names it.
    :param frames: that it was calibrated on.
    :param data: their source, for people.
    :param thresholds: pairs of a rate in (0, 1), rising, and the least probability of a
        pixel in (0, 1], or None if no threshold keeps the rate.
    :raises ModelFileError: if a value cannot be.
    """

    set_name: str
    class_ids: tuple[int, ...]
    network_size: tuple[int, int]
    precision: str
    frames: int
    data: str
    thresholds: tuple[tuple[float, float | None], ...]

    def __post_init__(self) -> None:
        ids, rates = self.class_ids, [rate for rate, _ in self.thresholds]
        levels = [level for _, level in self.thresholds if level is not None]
        sound = {
            'class_ids': ids and ids[0] >= 0 and all(a < b for a, b in pairwise(ids)),
            'network_size': min(self.network_size) > 0,
            'frames': self.frames > 0,
            'thresholds': rates
            and all(a < b for a, b in pairwise((0, *rates, 1)))
            and all(0 < level <= 1 for level in levels),
        }
        for name, is_sound in sound.items():
            if not is_sound:
                raise ModelFileError(
                    f"risk table of '{self.set_name}': {name} {getattr(self, name)} cannot be: "
                    'calibrate the model again'
                )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RiskTable:
        """
        Read the form that ``dataclasses.asdict`` gives.

        :raises ModelFileError: if a value cannot be.
        :raises (KeyError, TypeError, ValueError): if a value is missing or not of its form.
        """
        texts = {name: data[name] for name in ('set_name', 'precision', 'data')}
        if not all(isinstance(text, str) for text in texts.values()):
            raise TypeError(f'{texts} are not texts')
        width, height = map(index, data['network_size'])
        fields: dict[str, Any] = {
            'class_ids': tuple(map(index, data['class_ids'])),
            'network_size': (width, height),
            'frames': index(data['frames']),
            'thresholds': tuple(
                (_number(rate), None if level is None else _number(level))
                for rate, level in data['thresholds']
            ),
        }
        return cls(**{**data, **fields})

    def describe(self, names: tuple[str, ...]) -> str:
        """
        Say what the table holds for.

        :param names: of the model's classes.
        """
        return describe_net(names, self.class_ids, self.network_size, self.precision)

    def threshold(self, rate: float) -> float:
        """
        Give the threshold of the greatest tabulated rate up to a given one.

        :raises ConfigurationError: if there is none.
        """
        fitting = [pair for pair in self.thresholds if pair[0] <= rate]
        tabulated, threshold = fitting[-1] if fitting else (rate, None)
        if threshold is not None:
            return threshold
        reason = f'{self.reason_for_none(tabulated)}; ' if fitting else ''
        kept = [rate for rate, threshold in self.thresholds if threshold is not None]
        remedy = f'the least that it keeps is {kept[0]:g}' if kept else 'it keeps no rate'
        raise ConfigurationError(reason + remedy)

    def reason_for_none(self, rate: float) -> str:
        """Say why no threshold keeps a rate."""
        needed = frames_needed(rate)
        if self.frames < needed:
            return f'{rate:g} needs ≥ {needed} frames, has {self.frames}'
        return f'no threshold keeps {rate:g} on its {self.frames} frames'


def describe_net(
    names: tuple[str, ...],
    class_ids: tuple[int, ...],
    network_size: tuple[int, int] | None,
    precision: str,
) -> str:
    """Say which classes a net is asked for, and how it runs."""
    classes = ','.join(names[class_id] for class_id in class_ids)
    size = f' at {format_size(network_size)}' if network_size else ''
    return f'{classes}{size} in {precision}'


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f'{value!r} is not a number')
    return float(value)
