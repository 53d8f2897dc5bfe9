# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Memory of one input or output of an engine, on both sides of the bus."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from seg_node.backends.cuda import checked, load_cuda


class PortBuffer:
    """
    Pinned memory that numpy sees, and where the GPU finds the same values.

    On a GPU that shares the CPU's memory both are one, and nothing is copied.

    :param dtype: of the port.
    :param shape: of the port.
    :param is_shared: whether the GPU shares the memory of the CPU.
    :raises BackendError: if there is no such memory left.
    """

    def __init__(self, dtype: np.dtype[Any], shape: tuple[int, ...], is_shared: bool) -> None:
        cuda = self._cuda = load_cuda()
        self.shape = shape
        self.size_bytes = int(np.prod(shape)) * dtype.itemsize
        flags = cuda.cudaHostAllocMapped if is_shared else cuda.cudaHostAllocDefault
        self._pinned = checked(cuda.cudaHostAlloc(self.size_bytes, flags))
        self._allocated: int | None = None
        try:
            if is_shared:
                self.device = int(checked(cuda.cudaHostGetDevicePointer(self._pinned, 0)))
            else:
                self.device = self._allocated = int(checked(cuda.cudaMalloc(self.size_bytes)))
        except BaseException:
            self.close()
            raise
        memory = (ctypes.c_uint8 * self.size_bytes).from_address(int(self._pinned))
        self.host = np.ctypeslib.as_array(memory).view(dtype).reshape(shape)
        """What the GPU reads or has written; valid until ``close``."""

    def upload(self, stream: Any) -> None:
        """Queue the copy to the GPU."""
        self._copy(stream, self.device, self._pinned, 'cudaMemcpyHostToDevice', self.size_bytes)

    def download(self, stream: Any, size_bytes: int | None = None) -> None:
        """
        Queue the copy from the GPU.

        :param size_bytes: of the first bytes that are wanted; None for all.
        """
        wanted = self.size_bytes if size_bytes is None else size_bytes
        self._copy(stream, self._pinned, self.device, 'cudaMemcpyDeviceToHost', wanted)

    def close(self) -> None:
        """Give the memory back, as far as a GPU that is lost lets it."""
        if self._allocated is not None:
            self._cuda.cudaFree(self._allocated)
            self._allocated = None
        if self._pinned is not None:
            self._cuda.cudaFreeHost(self._pinned)
            self._pinned = None

    def _copy(self, stream: Any, to: Any, origin: Any, kind: str, size_bytes: int) -> None:
        if self._allocated is not None:
            kinds = self._cuda.cudaMemcpyKind
            checked(
                self._cuda.cudaMemcpyAsync(to, origin, size_bytes, getattr(kinds, kind), stream)
            )
