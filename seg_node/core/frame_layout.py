# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The shapes of all that goes into an engine and comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args, Literal

from seg_node.core.errors import ConfigurationError
from seg_node.core.model_spec import ModelSpec

ColourOrder = Literal['rgb8', 'bgr8']
COLOUR_ORDERS: tuple[str, ...] = get_args(ColourOrder)
DEFAULT_SET_COUNT = 4
_MOST_SETS = 64
_LONGEST_SIDE = 1 << 14


@dataclass(frozen=True)
class FrameLayout:
    """
    What an engine is built for.

    :param frame_size: (width, height) of the camera's frames [px].
    :param network_size: (width, height) of the network input [px].
    :param output_size: (width, height) of labels and confidence [px].
    :param encoding: order of the colours in a frame.
    :param row_bytes: from one row of a frame to the next; 0 for rows without padding.
    :param set_count: K, the most class sets that a frame can be asked for.
    :raises ConfigurationError: if there can be no such frame.
    """

    frame_size: tuple[int, int]
    network_size: tuple[int, int]
    output_size: tuple[int, int]
    encoding: ColourOrder = 'rgb8'
    row_bytes: int = 0
    set_count: int = DEFAULT_SET_COUNT

    def __post_init__(self) -> None:
        for name in ('frame_size', 'network_size', 'output_size'):
            width, height = getattr(self, name)
            if not (0 < width <= _LONGEST_SIDE and 0 < height <= _LONGEST_SIDE):
                raise ConfigurationError(
                    f'{name} is {width}x{height}: give sides of 1 to {_LONGEST_SIDE} pixels'
                )
        if not 1 <= self.set_count <= _MOST_SETS:
            raise ConfigurationError(
                f'the engine is for {self.set_count} class sets: give 1 to {_MOST_SETS}'
            )
        if self.encoding not in COLOUR_ORDERS:
            raise ConfigurationError(
                f"encoding is '{self.encoding}': choose from {', '.join(COLOUR_ORDERS)}"
            )
        tight = 3 * self.frame_size[0]
        if self.row_bytes == 0:
            object.__setattr__(self, 'row_bytes', tight)
        if not tight <= self.row_bytes <= 2 * tight + 4096:
            raise ConfigurationError(
                f'row_bytes is {self.row_bytes}: {self.frame_size[0]} pixels take {tight}, and '
                'padding a little more'
            )

    def port_shapes(self, spec: ModelSpec) -> dict[str, tuple[int, ...]]:
        """
        Give the shapes of all that goes in and comes out, by the names of a model file's ports.

        :param spec: of the model.
        """
        maps = (1, *reversed(self.output_size))
        width, height = (side // spec.output_stride for side in self.network_size)
        return {
            'frame': (1, self.frame_size[1], self.row_bytes),
            'class_sets': (self.set_count, len(spec.labels)),
            'labels': maps,
            'confidence': maps,
            'set_probability': (1, self.set_count, height, width),
        }

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as JSON can hold them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> FrameLayout:
        """Take the fields back out of JSON, which has lists for tuples."""
        sizes = {
            name: (int(value[0]), int(value[1]))
            for name, value in fields.items()
            if name.endswith('_size')
        }
        return cls(**{**fields, **sizes})
