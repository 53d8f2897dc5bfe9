# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A net with everything around it that a model file carries."""

from __future__ import annotations

import torch
from torch import nn, Tensor

from seg_node.core.errors import ConfigurationError
from seg_node.models import SegmentationNet
from seg_node.models.layers import upsample


class ModelGraph(nn.Module):
    """
    The graph of a model file: uint8 frames in, uint8 maps out.

    :param net: the trained net.
    :param output_stride: network pixels per map pixel; a divisor of the net's
        ``logit_stride``, to which its logits are enlarged.
    :raises ConfigurationError: if it is no such divisor.
    """

    temperature: Tensor
    mean: Tensor
    std: Tensor

    def __init__(self, net: SegmentationNet, output_stride: int) -> None:
        super().__init__()
        if net.logit_stride % output_stride:
            raise ConfigurationError(
                f'output_stride {output_stride} does not divide {net.logit_stride}, the stride of '
                f"{net.architecture}'s logits: choose 1 or another divisor"
            )
        self.net = net
        self.enlargement = net.logit_stride // output_stride
        # Not 1, by which the exporter would not divide; and no number that a net holds, since
        # the exporter makes one initializer of equal ones, and calibration rewrites this one.
        self.register_buffer('temperature', torch.tensor(1.3717421))
        self.register_buffer('mean', torch.tensor(net.mean).view(3, 1, 1))
        self.register_buffer('std', torch.tensor(net.std).view(3, 1, 1))

    def forward(self, frame: Tensor, class_sets: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """
        Segment frames.

        :param frame: (N, H, W, 3) uint8 RGB.
        :param class_sets: (K, C) float32, 1 where a class is in the set.
        :returns: labels (N, h, w), confidence (N, h, w) and set probability
            (N, K, h, w), uint8, and logits (N, C, h, w) float32.
        """
        images = (frame.permute(0, 3, 1, 2).float() - self.mean) / self.std
        logits = self.net(images)
        if self.enlargement > 1:
            logits = upsample(logits, self.enlargement)
        # The softmax in parts. onnxruntime's own takes five times as long over the classes of
        # an image; and the sum over all classes is that of one more set in a product of
        # matrices, of which every runtime has a fast one.
        below_best = (logits - logits.amax(dim=1, keepdim=True)) / self.temperature
        all_and_sets = torch.cat([class_sets.new_ones(1, class_sets.shape[1]), class_sets])
        sums = torch.matmul(all_and_sets, below_best.exp().flatten(2))  # (N, 1 + K, h * w)
        sums = sums.unflatten(2, logits.shape[2:])
        total = sums[:, :1]
        confidence = 1 / total.squeeze(1)  # the best class has exp(0)
        # By way of float: TensorRT makes uint8 of nothing else.
        labels = logits.argmax(dim=1).float().to(torch.uint8)
        return labels, _to_byte(confidence), _to_byte(sums[:, 1:] / total), logits


def _to_byte(probability: Tensor) -> Tensor:
    """Map [0, 1] to 0..255; a sum of probabilities may exceed 1 by rounding."""
    return (probability.clamp(max=1.0) * 255).round().to(torch.uint8)
