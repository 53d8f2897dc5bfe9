# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a live replay may lose and how long its frames may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from math import inf
from typing import Any

from seg_node.core.errors import ConfigurationError


@dataclass(frozen=True)
class LiveBudget:
    """
    Limits of a live replay; None for what may be as it likes, as all may by default.

    :param lost: frames that nothing came back of, as a share of those that were sent.
    :param latency_median_ms: from a frame's sending to its mask [ms].
    :param latency_p99_ms: the same of the slowest in a hundred [ms].
    """

    lost: float | None = None
    latency_median_ms: float | None = None
    latency_p99_ms: float | None = None

    def __post_init__(self) -> None:
        for name, most in self.limits().items():
            if isinstance(most, bool) or not isinstance(most, int | float) or not 0 <= most < inf:
                raise ConfigurationError(
                    f'the live limit {name} is {most!r}: give a number from 0 up'
                )

    def limits(self) -> dict[str, float]:
        """Give those that there are, by name."""
        return {name: most for name, most in asdict(self).items() if most is not None}

    def excess(self, figures: Mapping[str, Any]) -> list[str]:
        """
        Say which limits a replay did not keep.

        :param figures: of a live replay.
        """
        return list(self._excess(figures))

    def _excess(self, figures: Mapping[str, Any]) -> Iterator[str]:
        latency = figures.get('latency_ms', {})  # there is none if every frame was lost
        found = {
            'lost': figures.get('lost_share', 0.0),
            'latency_median_ms': latency.get('median', inf),
            'latency_p99_ms': latency.get('p99', inf),
        }
        for name, most in self.limits().items():
            if found[name] > most:
                yield f'{name} is {found[name]:g}, and may be {most:g}'


def read_budget(values: object) -> LiveBudget:
    """
    Read limits from what YAML or JSON held.

    :raises ConfigurationError: if they are none.
    """
    known = list(asdict(LiveBudget()))
    if not isinstance(values, dict) or not set(values) <= set(known):
        raise ConfigurationError(f'live must hold limits by name: {", ".join(known)}')
    return LiveBudget(**values)
