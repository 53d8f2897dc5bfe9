# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What stands around a foreign net in a model file, written as a net of ours."""

from __future__ import annotations

import torch
from torch import Tensor

from seg_node.export.foreign.net_file import NetFile
from seg_node.export.foreign.traits import NetTraits
from seg_node.export.foreign.trial import Preparation
from seg_node.models import SegmentationNet

PLACEHOLDER_DOMAIN = 'seg_node.foreign'
# Of a probability that the net gives as 0: less is nothing to float16 either.
_LEAST_PROBABILITY = 1e-8
# By which the class of an id leads in logits: the others are as nothing in float32.
_CERTAIN = 100.0


class ForeignNet(SegmentationNet):
    """
    Brings images to the form that a foreign net takes, and its output to logits.

    The net itself is a placeholder, a node of ``PLACEHOLDER_DOMAIN`` in the exported
    graph. So ``ModelGraph`` is all that any model file has around its net.

    :param net: whose ports count.
    :param traits: of the net.
    :param preparation: that its images need.
    :param classes: number of classes.
    """

    architecture = 'imported'
    ids: Tensor

    def __init__(
        self, net: NetFile, traits: NetTraits, preparation: Preparation, classes: int
    ) -> None:
        super().__init__()
        self.stride = traits.stride
        self.logit_stride = traits.grid.stride
        self.mean, self.std = preparation.mean, preparation.std
        self.traits = traits
        self.is_bgr = preparation.colour_order == 'bgr'
        self.image_dtype = getattr(torch, net.image.dtype.name)
        self.output_dtype = getattr(torch, net.output.dtype.name)
        self.register_buffer('ids', torch.arange(classes).float().view(-1, 1, 1), persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """
        Compute logits; outside an export they are all the same.

        :param images: (N, 3, H, W) float32, normalised RGB.
        :returns: (N, C, H / logit_stride, W / logit_stride) float32.
        """
        if self.is_bgr:
            images = images.flip(1)
        if self.traits.image_layout == 'NHWC':
            images = images.permute(0, 2, 3, 1)
        output = self._placeholder(images).float()
        if self.traits.grid.layout == 'NHWC':
            output = output.permute(0, 3, 1, 2)
        elif self.traits.grid.layout == 'NHW':
            output = output.unsqueeze(1)
        if self.traits.meaning == 'ids':
            return (output == self.ids).float() * _CERTAIN
        if self.traits.meaning == 'probabilities':
            return output.clamp(min=_LEAST_PROBABILITY).log()
        return output

    def _placeholder(self, images: Tensor) -> Tensor:
        """Stand for the net, with its types and shapes."""
        grid = self.traits.grid
        batch, *sides = images.shape
        if self.traits.image_layout == 'NCHW':
            _, *sides = sides
        rows, columns = (side // grid.stride for side in sides[:2])
        shape = {
            'NCHW': (batch, grid.channels, rows, columns),
            'NHWC': (batch, rows, columns, grid.channels),
            'NHW': (batch, rows, columns),
        }[grid.layout]
        output: Tensor = torch.onnx.ops.symbolic(
            f'{PLACEHOLDER_DOMAIN}::Net',
            (images.to(self.image_dtype),),
            dtype=self.output_dtype,
            shape=shape,
            version=1,
        )
        return output
