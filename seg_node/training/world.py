# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The processes that train one net together, as torchrun starts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import os

import torch
from torch import distributed

from seg_node.core.errors import ConfigurationError

DEVICES = ('auto', 'cpu', 'cuda')


@dataclass(frozen=True)
class World:
    """
    This process among those of its run.

    :param rank: of this process, from 0.
    :param size: number of processes.
    :param device: that this process computes on.
    """

    rank: int
    size: int
    device: torch.device

    @property
    def is_first(self) -> bool:
        """Whether this process writes files and talks."""
        return self.rank == 0

    def add_up(self, values: torch.Tensor) -> torch.Tensor:
        """Add up a tensor over all processes, which must all call this."""
        if self.size == 1:
            return values
        total = values.to(self.device)
        distributed.all_reduce(total)
        return total.cpu()

    def copy_from_first(self, tensors: Iterable[torch.Tensor]) -> None:
        """Overwrite tensors by those of the first process; all processes must call this."""
        if self.size > 1:
            for tensor in tensors:
                distributed.broadcast(tensor, src=0)

    def wait(self) -> None:
        """Wait until all processes have come here."""
        if self.size > 1:
            distributed.barrier()


@contextmanager
def join_world(device: str = 'auto') -> Iterator[World]:
    """
    Join the processes that torchrun started, or be alone where it started none.

    :param device: one of ``DEVICES``; 'auto' takes a GPU where there is one.
    :raises ConfigurationError: if there is no such device.
    """
    if device not in DEVICES:
        raise ConfigurationError(f'device is {device!r}: choose from {", ".join(DEVICES)}')
    count = torch.cuda.device_count()
    if device == 'cuda' and not count:
        raise ConfigurationError('device is cuda, and torch finds no CUDA device: give cpu')
    local = int(os.environ.get('LOCAL_RANK', 0))
    if count and device != 'cpu':
        chosen = torch.device('cuda', local % count)
        torch.cuda.set_device(chosen)
    else:
        chosen = torch.device('cpu')
    size = int(os.environ.get('WORLD_SIZE', 1))
    if size == 1:
        yield World(0, 1, chosen)
        return
    distributed.init_process_group('nccl' if chosen.type == 'cuda' else 'gloo')
    try:
        yield World(distributed.get_rank(), size, chosen)
    finally:
        distributed.destroy_process_group()
