# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""TensorRT in its two flavours, which have one API where we use it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
import logging
from typing import Any, get_args, Literal

from seg_node.core.errors import BackendError, one_line

FlavourName = Literal['tensorrt', 'tensorrt_rtx']
FLAVOUR_NAMES: tuple[FlavourName, ...] = get_args(FlavourName)
_REMEDIES = {
    'tensorrt': "install NVIDIA's packages python3-libnvinfer (JetPack, or their repository)",
    'tensorrt_rtx': 'pip install tensorrt_rtx',
}
_LOG_LEVELS = {
    'INTERNAL_ERROR': logging.ERROR,
    'ERROR': logging.ERROR,
    'WARNING': logging.WARNING,
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Flavour:
    """
    A TensorRT that is loaded.

    :param name: ``tensorrt`` for the classic one, ``tensorrt_rtx`` for the one of RTX cards.
    :param module: its Python API.
    """

    name: FlavourName
    module: Any

    @property
    def version(self) -> str:
        """Version of the library, which a plan must have been built by."""
        return str(self.module.__version__)

    def make_log(self) -> Any:
        """
        Give an ``ILogger`` that passes on to Python's log and keeps new ``errors``, a list.

        It is always the same one, since TensorRT stays with the first that it is given.
        """
        log = _log_of(self.module)
        log.errors = []
        return log


@lru_cache
def _log_of(module: Any) -> Any:
    class Log(module.ILogger):
        """Belongs to the module that was loaded."""

        def __init__(self) -> None:
            super().__init__()
            self.errors: list[str] = []

        def log(self, severity: Any, message: str) -> None:
            level = _LOG_LEVELS.get(severity.name, logging.DEBUG)
            logger.log(level, '%s', message)
            if level == logging.ERROR:
                self.errors.append(message)

    return Log()


def first_flavour() -> Flavour:
    """
    Import the first flavour that can be loaded; call ``find_gpu`` before.

    :raises BackendError: if none can.
    """
    reasons = []
    for name in FLAVOUR_NAMES:
        try:
            return load_flavour(name)
        except BackendError as error:
            reasons.append(str(error))
    raise BackendError('; '.join(reasons))


def load_flavour(name: str) -> Flavour:
    """
    Import TensorRT.

    :param name: one of ``FLAVOUR_NAMES``.
    :raises BackendError: if it is not installed or cannot be loaded.
    """
    for known in FLAVOUR_NAMES:
        if name == known:
            try:
                return Flavour(known, import_module(name))
            except (ImportError, OSError) as error:
                raise BackendError(
                    f'{name} cannot be loaded ({one_line(error)}): {_REMEDIES[known]}'
                ) from error
    raise BackendError(f"no TensorRT '{name}': choose from {', '.join(FLAVOUR_NAMES)}")
