# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Weights and images that depend on nothing but names and shapes, and what a net makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
import zlib

import numpy as np
import torch
from torch import Tensor

IMAGES = (1, 3, 160, 288)
"""Whose sides are odd at strides 32 and 64, where a net has to round."""

_SAMPLES = 32


def seeded_weights(shapes: Mapping[str, Sequence[int]]) -> dict[str, Tensor]:
    """Draw parameters and buffers, each from a seed that is its name."""
    return {name: _seeded(name, tuple(shape)) for name, shape in shapes.items()}


def seeded_images() -> Tensor:
    return _uniform('images', IMAGES, -2, 2)


def _seeded(name: str, shape: tuple[int, ...]) -> Tensor:
    if name.endswith('num_batches_tracked'):
        return torch.tensor(0)
    if len(shape) > 1:  # a layer that keeps the scale of what it gets
        bound = float(np.sqrt(6 / np.prod(shape[1:])))
        return _uniform(name, shape, -bound, bound)
    is_scale = name.endswith(('weight', 'running_var'))
    return _uniform(name, shape, *((0.5, 1.5) if is_scale else (-0.5, 0.5)))


def _uniform(name: str, shape: tuple[int, ...], low: float, high: float) -> Tensor:
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    return torch.from_numpy(generator.uniform(low, high, shape).astype(np.float32))


def digest(output: Tensor) -> dict[str, Any]:
    """Tell outputs apart in few numbers: shape, mean, std and samples spread over all of them."""
    values = output.flatten().double()
    index = torch.linspace(0, len(values) - 1, _SAMPLES).long()
    return {
        'shape': list(output.shape),
        'mean': _short(values.mean()),
        'std': _short(values.std()),
        'samples': [_short(value) for value in values[index]],
    }


def _short(value: Tensor) -> float:
    return float(f'{value.item():.7g}')
