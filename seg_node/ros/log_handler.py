# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The node's log has what the parts log that know nothing of ROS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
import logging

from rclpy.impl.rcutils_logger import RcutilsLogger


class NodeLogHandler(logging.Handler):
    """
    Passes records of Python's logging on to a node's logger, and so to ``/rosout``.

    :param logger: of the node; after the end of ROS it still writes to the terminal.
    """

    def __init__(self, logger: RcutilsLogger) -> None:
        super().__init__()
        self._logger = logger

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a record on, from any thread."""
        try:
            text = self.format(record)
            # rclpy allows one severity for each line that it is called from.
            if record.levelno >= logging.ERROR:
                self._logger.error(text)
            elif record.levelno >= logging.WARNING:
                self._logger.warning(text)
            else:
                self._logger.info(text)
        except Exception:  # whoever logs must not fail by it
            self.handleError(record)


@contextmanager
def log_to(logger: RcutilsLogger) -> Iterator[None]:
    """
    Pass on, within a ``with``, what this package logs from INFO on.

    :param logger: of the node.
    """
    package = logging.getLogger('seg_node')
    level, propagates = package.level, package.propagate
    handler = NodeLogHandler(logger)
    package.addHandler(handler)
    package.setLevel(logging.INFO)
    package.propagate = False  # else a library that sets up the root logger prints it again
    try:
        yield
    finally:
        package.removeHandler(handler)
        package.setLevel(level)
        package.propagate = propagates
