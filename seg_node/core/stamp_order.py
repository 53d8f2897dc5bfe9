# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Stamps of messages, and whether they are such that consumers can synchronise with them."""

from __future__ import annotations

from enum import Enum
from typing import Any


def time_ns(stamp: Any) -> int:
    """Give a builtin_interfaces/Time [ns]; unlike rclpy's Time it may be negative."""
    return int(stamp.sec) * 1_000_000_000 + int(stamp.nanosec)


def header_stamp_ns(message: Any) -> int:
    """Give the stamp in a message's header [ns]."""
    return time_ns(message.header.stamp)


class StampFault(Enum):
    """What may be wrong with a stamp."""

    ZERO = 'zero'
    """The driver never set it."""
    REPEATED = 'repeated'
    """It is that of the frame before."""
    BACKWARD = 'backward'
    """It is earlier than that of the frame before: a bag started over, or two cameras."""


class StampOrder:
    """Compares each stamp with the one before; one thread observes, others read ``counts``."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(StampFault, 0)
        self._last_ns: int | None = None

    def observe(self, stamp_ns: int) -> StampFault | None:
        """Look at the next frame's stamp [ns] and say what is wrong with it."""
        last_ns, self._last_ns = self._last_ns, stamp_ns
        fault = None
        if stamp_ns == 0:
            fault = StampFault.ZERO
        elif stamp_ns == last_ns:
            fault = StampFault.REPEATED
        elif last_ns is not None and stamp_ns < last_ns:
            fault = StampFault.BACKWARD
        if fault:
            self._counts[fault] += 1
        return fault

    def counts(self) -> dict[StampFault, int]:
        """Give how many stamps had each fault so far."""
        return dict(self._counts)
