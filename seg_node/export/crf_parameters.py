# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a CRF that refines the maps of a model is told."""

from __future__ import annotations

from dataclasses import dataclass, fields

from seg_node.core.errors import ConfigurationError

# Of either: the graph has a few nodes for each neighbour and iteration.
_MOST = 10


@dataclass(frozen=True)
class CrfParameters:
    """
    Window, iterations, widths and weights; ``seg_node.export.conv_crf`` has the formula.

    Lengths are in pixels of the maps; each theta is from 0.1 to 1000, each weight from 0 to
    1000. The defaults were chosen on CamVid train.

    :param radius: of the window, which has 2 * radius + 1 pixels a side, 1 to 10; time
        grows with the window's area.
    :param iterations: of the mean field, 1 to 10; time grows with them.
    :param theta_alpha: width of the appearance kernel in place [px].
    :param theta_beta: its width in colour, in steps of 255.
    :param theta_gamma: width of the smoothness kernel [px].
    :param appearance_weight: of the appearance kernel; 0 leaves it out.
    :param smoothness_weight: of the smoothness kernel; 0 leaves it out.
    :raises ConfigurationError: if one is out of range, or a count is not whole.
    """

    radius: int = 2
    iterations: int = 5
    theta_alpha: float = 2.0
    theta_beta: float = 4.0
    theta_gamma: float = 1.0
    appearance_weight: float = 8.0
    smoothness_weight: float = 0.3

    def __post_init__(self) -> None:
        for name in ('radius', 'iterations'):
            value = getattr(self, name)
            if not 1 <= value <= _MOST or value % 1:
                raise ConfigurationError(f'CRF: {name} {value:g} is not one of 1, 2 … {_MOST}')
            object.__setattr__(self, name, int(value))
        for name in ('theta_alpha', 'theta_beta', 'theta_gamma'):
            if not 0.1 <= getattr(self, name) <= 1000:
                raise ConfigurationError(
                    f'CRF: {name} {getattr(self, name):g} is not from 0.1 to 1000'
                )
        for name in ('appearance_weight', 'smoothness_weight'):
            if not 0 <= getattr(self, name) <= 1000:
                raise ConfigurationError(
                    f'CRF: {name} {getattr(self, name):g} is not from 0 to 1000'
                )
        if not self.appearance_weight and not self.smoothness_weight:
            raise ConfigurationError(
                'CRF: appearance_weight and smoothness_weight are both 0: raise one'
            )


CRF_DEFAULTS = {field.name: field.default for field in fields(CrfParameters)}
