# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Serving callbacks until something is so."""

from __future__ import annotations

from collections.abc import Callable
import time

from rclpy.executors import Executor

_POLL_PERIOD_S = 0.05


def spin_until(
    executor: Executor, is_done: Callable[[], bool], timeout_s: float = float('inf')
) -> bool:
    """
    Serve callbacks until a condition holds.

    :param executor: whose nodes are served.
    :param is_done: the condition; asked after each callback and every 50 ms.
    :param timeout_s: after which to give up [s].
    :returns: whether the condition holds.
    """
    deadline = time.monotonic() + timeout_s
    while not is_done():
        if time.monotonic() > deadline:
            return False
        executor.spin_once(timeout_sec=_POLL_PERIOD_S)
    return True
