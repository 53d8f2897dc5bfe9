# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The CUDA runtime as cuda-bindings gives it, with no return code left unread."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from seg_node.core.errors import BackendError, one_line

_REMEDY = 'pip install cuda-bindings, of the major version of your CUDA'


def load_cuda() -> Any:
    """
    Import the CUDA runtime's functions.

    :raises BackendError: if they are not installed or cannot be loaded.
    """
    try:
        return import_module('cuda.bindings.runtime')
    except (ImportError, OSError) as error:
        raise BackendError(
            f'the CUDA runtime cannot be loaded ({one_line(error)}): {_REMEDY}'
        ) from error


def checked(result: tuple[Any, ...]) -> Any:
    """
    Give what a CUDA function returned, without its code.

    :param result: of a function of ``load_cuda``: its code, then its values.
    :returns: the value, several as a tuple, or None.
    :raises BackendError: if the code is not ``cudaSuccess``.
    """
    code, *values = result
    if code.value:
        cuda = load_cuda()
        _, text = cuda.cudaGetErrorString(code)
        raise BackendError(f'CUDA: {text.decode()} ({code.name})')
    if len(values) > 1:
        return tuple(values)
    return values[0] if values else None
