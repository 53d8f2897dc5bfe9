# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Round numbers for an axis."""

from __future__ import annotations

from collections.abc import Iterator
import math
from typing import NamedTuple

_CLOSE = 1e-9


class Ticks(NamedTuple):
    """
    Numbers to write beside an axis.

    :param values: rising, at equal distances.
    :param decimals: that they need.
    """

    values: list[float]
    decimals: int

    def texts(self) -> list[str]:
        """Write them down."""
        return [f'{value:,.{self.decimals}f}' for value in self.values]


def whole_ticks(high: int, most: int) -> Ticks:
    """
    Choose whole numbers from 0 to ``high``.

    :param most: of them, at least 2.
    """
    step = next(step for step in _steps(high) if step % 1 == 0 and high // step < most)
    return _make(0, int(high // step), step)


def ticks_around(low: float, high: float, most: int) -> Ticks:
    """
    Choose such that the first and the last enclose ``low`` and ``high``.

    :param most: of them, at least 3.
    """
    if high - low < _CLOSE * max(1, abs(high)):
        margin = (abs(low) or 1) / 20
        low, high = low - margin, high + margin
    for step in _steps(high - low):
        first, last = math.floor(low / step + _CLOSE), math.ceil(high / step - _CLOSE)
        if last - first < most:
            break
    return _make(first, last, step)


def _steps(span: float) -> Iterator[float]:
    """Give distances, rising from one that is too small."""
    exponent = math.floor(math.log10(span or 1)) - 2
    while True:
        yield from (digit * 10.0**exponent for digit in (1, 2, 2.5, 5))
        exponent += 1


def _make(first: int, last: int, step: float) -> Ticks:
    decimals = next(n for n in range(12) if n == 11 or math.isclose(step, round(step, n)))
    return Ticks([n * step for n in range(first, last + 1)], decimals)
