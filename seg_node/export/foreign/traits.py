# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a foreign net takes and gives, found out by running it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.image_size import format_size
from seg_node.export.foreign.image_input import (
    choose_size,
    fixed_sides,
    ImageLayout,
    possible_layouts,
)
from seg_node.export.foreign.net_file import NetFile
from seg_node.export.foreign.trial import Trial, trial_frame

Meaning = Literal['logits', 'probabilities', 'ids']
MapLayout = Literal['NCHW', 'NHWC', 'NHW']

# Most nets halve five times; beyond that, what still divides the size that was asked for.
_STRIDES = (32, 64, 128, 16, 8)


class Grid(NamedTuple):
    """
    How an output lies over a frame.

    :param layout: of its axes.
    :param channels: one for each class, or a single one.
    :param stride: image pixels per pixel of the output.
    """

    layout: MapLayout
    channels: int
    stride: int


@dataclass(frozen=True)
class NetTraits:
    """
    What a net takes and gives.

    :param image_layout: of its input.
    :param network_size: (width, height) that it was tried at [px].
    :param stride: width and height of its input are multiples of this [px].
    :param is_fixed_size: it runs at ``network_size`` alone.
    :param grid: of its output.
    :param meaning: of its output's values.
    """

    image_layout: ImageLayout
    network_size: tuple[int, int]
    stride: int
    is_fixed_size: bool
    grid: Grid
    meaning: Meaning


def find_traits(
    net: NetFile, trial: Trial, classes: int, asked_size: tuple[int, int] | None
) -> NetTraits:
    """
    Find out what a net takes and gives.

    :param net: with the ports that it declares.
    :param trial: that runs it.
    :param classes: number of classes that it tells apart.
    :param asked_size: (width, height) to run it at [px]; None for the only one.
    :raises ModelFileError: if the net is not one for semantic segmentation into that many
        classes, or takes no frames.
    :raises ConfigurationError: if ``asked_size`` is missing or impossible.
    """
    layout, size, output = _first_run(net, trial, asked_size)
    grid = _read_grid(output.shape, size, classes)
    if grid is None:
        raise ModelFileError(
            f"its output '{net.output.name}' is {output.shape} for a frame of "
            f'{format_size(size)}, and it should be (1, C, h, w) or (1, h, w, C) with the '
            f"{classes} classes of the label set, or (1, h, w) class ids, at 1/s of the frame's "
            'size with a whole s: give the label set and the output of semantic segmentation; '
            'nets for instances, boxes or depth are not taken'
        )
    is_fixed = None not in fixed_sides(net.image, layout)
    stride = None if is_fixed else _find_stride(trial, layout, size, grid, classes)
    return NetTraits(
        image_layout=layout,
        network_size=size,
        stride=stride or grid.stride,
        is_fixed_size=stride is None,
        grid=grid,
        meaning=_read_meaning(output, grid, classes),
    )


def _first_run(
    net: NetFile, trial: Trial, asked_size: tuple[int, int] | None
) -> tuple[ImageLayout, tuple[int, int], np.ndarray]:
    """Run the net in the first layout that it takes."""
    failures = []
    for layout in possible_layouts(net.image):
        size = choose_size(net.image, layout, asked_size)
        try:
            return layout, size, trial.run(trial_frame(size), layout)
        except ModelFileError as error:
            failures.append(str(error))
    raise ModelFileError('; '.join(failures))


def _read_grid(shape: tuple[int, ...], size: tuple[int, int], classes: int) -> Grid | None:
    """Find a layout in which an output is a map of a frame with all classes or one channel."""
    layouts: dict[MapLayout, tuple[int, tuple[int, ...]]] = {}
    if len(shape) == 3:
        layouts = {'NHW': (1, shape[1:])}
    elif len(shape) == 4:
        layouts = {'NCHW': (shape[1], shape[2:]), 'NHWC': (shape[3], shape[1:3])}
    width, height = size
    grids = []
    for layout, (channels, (rows, columns)) in layouts.items():
        stride = height // max(rows, 1)
        if shape[0] != 1 or channels not in (1, classes) or rows == columns == 1:
            continue
        if (columns * stride, rows * stride) == (width, height):
            grids.append(Grid(layout, channels, stride))
    if len(grids) > 1:
        raise ModelFileError(
            f'its output is {shape} for a frame of {format_size(size)}, so which axis holds the '
            'classes cannot be told: give another --network-size, or export it for one'
        )
    return grids[0] if grids else None


def _find_stride(
    trial: Trial, layout: ImageLayout, size: tuple[int, int], grid: Grid, classes: int
) -> int | None:
    """Find a stride by which other sizes work; None if the net runs at this size alone."""
    width, height = size
    possible = [s for s in _STRIDES if width % s == height % s == s % grid.stride == 0]
    if not possible:
        raise ConfigurationError(
            f'--network-size is {format_size(size)}: give multiples of 32, as most nets need '
            f'them, or at least of 8 and of {grid.stride}, the stride of its output'
        )
    for stride in possible:
        other = (width + stride, height + 2 * stride)
        try:
            output = trial.run(trial_frame(other), layout)
        except ModelFileError:
            continue
        if _read_grid(output.shape, other, classes) == grid:
            return stride
    return None


def _read_meaning(output: np.ndarray, grid: Grid, classes: int) -> Meaning:
    values = output.astype(np.float32)
    if not np.isfinite(values).all():
        raise ModelFileError(
            'it gives values that are no finite numbers: check --normalisation or --mean and --std'
        )
    if grid.channels == 1:
        if (values % 1).any():
            raise ModelFileError(
                f'it gives one channel of scores, and the label set has {classes} classes: '
                'export the net with a channel for each class, background included'
            )
        if not 0 <= values.min() <= values.max() < classes:
            raise ModelFileError(
                f'it gives class ids from {values.min():g} to {values.max():g}, and those of the '
                f'label set go from 0 to {classes - 1}: give the label set that it was trained on'
            )
        return 'ids'
    return 'probabilities' if 0 <= values.min() <= values.max() <= 1 else 'logits'
