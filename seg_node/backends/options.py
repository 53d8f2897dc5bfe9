# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What every backend can be told when it opens a model."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import get_args, Literal

from seg_node.core.errors import ConfigurationError
from seg_node.core.image_size import format_size
from seg_node.core.model_spec import ModelSpec
from seg_node.core.network_size import network_size

OutputSize = tuple[int, int] | Literal['camera', 'network']
Precision = Literal['f32', 'bf16', 'f16']
# The net that ships takes 2.4 GB for so many.
_MAX_NETWORK_PIXELS = 1 << 23
_MOST_THREADS = 1024
PRECISIONS: tuple[str, ...] = get_args(Precision)


@dataclass(frozen=True)
class BackendOptions:
    """
    Threads, sizes and precision.

    :param threads: of a CPU runtime; 0 takes all cores.
    :param network_size: (width, height) of the network input [px], or None for
        the nominal area at the camera's aspect ratio.
    :param output_size: of labels and confidence: the camera's, the network's
        own map, or (width, height) [px].
    :param precision: of the net's arithmetic, whatever the file's own.
    :raises ConfigurationError: if there cannot be so many threads.
    """

    threads: int = 0
    network_size: tuple[int, int] | None = None
    output_size: OutputSize = 'camera'
    precision: Precision = 'f32'

    def __post_init__(self) -> None:
        if not 0 <= self.threads <= _MOST_THREADS:
            raise ConfigurationError(
                f'threads is {self.threads}: give a number up to {_MOST_THREADS}, or 0 for all '
                'cores'
            )

    def check(self, spec: ModelSpec) -> None:
        """
        Check that a model can run like this.

        :raises ConfigurationError: if ``network_size`` is not a multiple of the stride, or so
            large that a slip of the finger would take all memory, or not the only one that
            the net runs at.
        """
        if self.network_size is None:
            return
        width, height = self.network_size
        if spec.is_fixed_size and self.network_size != spec.network_size:
            raise ConfigurationError(
                f'network_size {width}x{height}: {spec.architecture} runs only at '
                f'{format_size(spec.network_size)}: leave network_size at auto'
            )
        if width * height > _MAX_NETWORK_PIXELS:
            raise ConfigurationError(
                f'network_size {width}x{height}: give at most {_MAX_NETWORK_PIXELS} pixels'
            )
        if width % spec.stride or height % spec.stride:
            raise ConfigurationError(
                f'network_size {width}x{height}: both must be multiples of {spec.stride}, '
                f'the stride of {spec.architecture}'
            )

    def check_precision(self, runtime: str, available: Collection[str]) -> None:
        """
        Check that a runtime computes in the precision that was asked for.

        :param runtime: its name.
        :param available: the precisions that it has on this device.
        :raises ConfigurationError: if ``precision`` is not among them.
        """
        if self.precision not in available:
            raise ConfigurationError(
                f"precision is '{self.precision}', and {runtime} computes only in "
                f'{" or ".join(available)} here: set precision to that or choose another backend'
            )

    def resolve_network_size(
        self, spec: ModelSpec, frame_size: tuple[int, int]
    ) -> tuple[int, int]:
        """
        Give the only size, or that asked for, else the nominal area at the camera's aspect.

        :param spec: of a model that ``check`` passed.
        :param frame_size: (width, height) of the camera's frame [px].
        """
        if spec.is_fixed_size:
            return spec.network_size
        return self.network_size or network_size(frame_size, spec.network_size, spec.stride)

    def known_network_size(
        self, spec: ModelSpec, frame_size: tuple[int, int] | None
    ) -> tuple[int, int] | None:
        """
        Give what ``resolve_network_size`` will, if that is known before a frame comes.

        :param frame_size: (width, height) of the camera's frame [px], if it is known.
        """
        if frame_size or self.network_size or spec.is_fixed_size:
            return self.resolve_network_size(spec, frame_size or spec.network_size)
        return None

    def resolve_output_size(
        self, frame_size: tuple[int, int], map_size: tuple[int, int]
    ) -> tuple[int, int]:
        """
        Say which size labels and confidence get.

        :param frame_size: (width, height) of the camera's frame [px].
        :param map_size: (width, height) of the maps that the net computed [px].
        """
        if self.output_size == 'camera':
            return frame_size
        if self.output_size == 'network':
            return map_size
        return self.output_size
