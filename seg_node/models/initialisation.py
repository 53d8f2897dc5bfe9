# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Weights before training."""

from torch import nn


def he_initialise(module: nn.Module) -> None:
    """
    Draw each convolution's weights from N(0, 2 / fan-in), and set its bias to 0.

    :param module: whose convolutions are set, transposed ones apart.

    Source: He et al., "Delving Deep into Rectifiers", arXiv 1502.01852.
    """
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity='relu')
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
