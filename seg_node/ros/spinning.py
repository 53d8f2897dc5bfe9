# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Joining ROS, and serving callbacks until something is so or a signal comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import time

import rclpy
from rclpy.executors import Executor, ExternalShutdownException

from seg_node.core.errors import ConfigurationError

_POLL_PERIOD_S = 0.05


def start_ros(arguments: list[str] | None) -> None:
    """
    Call ``rclpy.init``.

    :param arguments: of the command line, or None for those of this process.
    :raises ConfigurationError: if ROS refuses a remapping, a file or the environment.
    """
    try:
        rclpy.init(args=arguments)
    # RCLError is a RuntimeError; ValueError: a text that the locale cannot write
    except (RuntimeError, ValueError) as error:
        raise ConfigurationError(f'ROS does not start: {error}') from error


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


@contextmanager
def interrupted_by_shutdown() -> Iterator[None]:
    """Turn whatever comes of ROS being ended by a signal within into KeyboardInterrupt."""
    try:
        yield
    # A signal ends ROS under a callback too, which then cannot publish: RCLError.
    except (ExternalShutdownException, RuntimeError):
        if rclpy.ok():
            raise
        raise KeyboardInterrupt from None
