# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which layers stay in f32 so that the accuracy lasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from seg_node.core.errors import ConfigurationError
from seg_node.export.quantization.layers import Layer


@dataclass(frozen=True)
class AccuracyLoss:
    """
    What a quantised model is worse by.

    :param loss: to be as small as possible.
    :param metrics: what it was computed of, for the model's description.
    """

    loss: float
    metrics: Mapping[str, float] = field(default_factory=dict)


def fewest_float_layers(
    ranked: Sequence[Layer],
    measure: Callable[[Sequence[Layer]], AccuracyLoss],
    max_loss: float,
) -> tuple[list[Layer], AccuracyLoss]:
    """
    Leave out of int8 as few layers as the loss allows, the most sensitive ones first.

    How many is found by halving, so a net of a hundred layers is measured eight times at most.

    :param ranked: all layers, the most sensitive one first.
    :param measure: gives the loss where the named layers stay in f32.
    :param max_loss: that is accepted.
    :returns: the layers that stay in f32, and the loss that was measured with them.
    :raises ConfigurationError: if the loss is larger even with few layers in int8.
    """
    found = measure([])
    if found.loss <= max_loss:
        return [], found
    least, too_few, enough = found.loss, 0, len(ranked)
    while enough - too_few > 1:
        count = (too_few + enough) // 2
        tried = measure(ranked[:count])
        least = min(least, tried.loss)
        if tried.loss <= max_loss:
            enough, found = count, tried
        else:
            too_few = count
    if enough == len(ranked):
        raise ConfigurationError(
            f'the loss is {least:.4f} at least, and {max_loss:g} is accepted: raise --max-loss, '
            'or calibrate with another --method or more --frames'
        )
    return list(ranked[:enough]), found
