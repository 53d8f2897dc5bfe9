# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The GPU that an engine is for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
import re

from seg_node.backends.cuda import checked, load_cuda
from seg_node.core.errors import BackendError, ConfigurationError

_DRIVER_FILE = Path('/proc/driver/nvidia/version')
_DRIVER_VERSION = re.compile(r'Kernel Module.*?\s(\d+\.\d+(\.\d+)?)\s')
_TARGET = re.compile(r'sm_?(\d{1,2})(\d)', re.IGNORECASE)


@dataclass(frozen=True)
class Gpu:
    """
    A card, or all cards of one compute capability.

    :param compute_capability: (major, minor).
    :param name: of the card; empty for any.
    :param driver: its version and CUDA's; empty for any.
    :param index: among the machine's GPUs; None for a card that need not be here.
    :param is_integrated: whether it shares the memory of the CPU.
    :param size: what tells apart cards of one name; empty for any.
    """

    compute_capability: tuple[int, int]
    name: str = ''
    driver: str = ''
    index: int | None = None
    is_integrated: bool = False
    size: str = ''

    def __str__(self) -> str:
        """Name the card for people, e.g. ``NVIDIA RTX 4000 Ada (SM 8.9)``."""
        major, minor = self.compute_capability
        return f'{self.name or "any GPU"} (SM {major}.{minor})'


def parse_target(text: str) -> Gpu:
    """
    Read what cards an engine is to be built for.

    :param text: compute capability, e.g. ``sm89``.
    :raises ConfigurationError: if it is none.
    """
    match = _TARGET.fullmatch(text.strip())
    if not match:
        raise ConfigurationError(
            f"target is '{text}': give the GPU's compute capability, e.g. sm89 for 8.9"
        )
    return Gpu((int(match[1]), int(match[2])))


def find_gpu(index: int = 0) -> Gpu:
    """
    Describe one of this machine's GPUs.

    :param index: of the GPU.
    :raises BackendError: if there is no such GPU, or no driver for it.
    """
    cuda = load_cuda()
    try:
        count = checked(cuda.cudaGetDeviceCount())
    except BackendError as error:
        raise BackendError(
            f'no NVIDIA GPU can be used here ({error}): check nvidia-smi, or choose a backend '
            'for the CPU'
        ) from error
    if not 0 <= index < count:
        raise BackendError(f'there is no GPU {index} among {count}: set gpu to one of them')
    traits = checked(cuda.cudaGetDeviceProperties(index))
    return Gpu(
        compute_capability=(traits.major, traits.minor),
        name=traits.name.decode().rstrip('\0'),
        # Jetsons of one family have one name.
        size=f'{traits.multiProcessorCount} SMs, {round(traits.totalGlobalMem / 2**30)} GiB',
        driver=_driver(checked(cuda.cudaDriverGetVersion())),
        index=index,
        is_integrated=bool(traits.integrated),
    )


def _driver(cuda_version: int) -> str:
    """Write both versions; an engine may depend on either."""
    cuda = f'CUDA {cuda_version // 1000}.{cuda_version % 1000 // 10}'
    try:
        match = _DRIVER_VERSION.search(_DRIVER_FILE.read_text())
    except OSError:
        match = None
    return f'{match[1]}, {cuda}' if match else cuda
