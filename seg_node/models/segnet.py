# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""SegNet: a decoder that puts each value back where its maximum was pooled."""

from __future__ import annotations

from torch import nn, Tensor
from torch.nn import functional

from seg_node.models.initialisation import he_initialise
from seg_node.models.layers import repeat_pixels
from seg_node.models.net import SegmentationNet
from seg_node.models.registry import register_model
from seg_node.models.vgg import conv_block, vgg16_blocks

# The encoder's from the last block to the first; where the size is about to
# double, channels already are those of the next block.
_DECODER_WIDTHS = ((512, 512, 512), (512, 512, 256), (256, 256, 128), (128, 64), (64,))


class SegNet(SegmentationNet):
    """
    VGG16 and its mirror image, joined by the places of the maxima alone.

    All convolutions but the last have batch norm and ReLU, and all start from He's
    distribution.

    Source: Badrinarayanan, Kendall and Cipolla, "SegNet: A Deep Convolutional
    Encoder-Decoder Architecture for Image Segmentation", arXiv 1511.00561; its
    layers are those of alexgkendall/SegNet-Tutorial, Models/segnet_train.prototxt
    (CC BY-NC 4.0, no text taken).

    :param class_count: C, the channels of the logits.
    """

    stride = 32
    logit_stride = 1

    def __init__(self, class_count: int) -> None:
        super().__init__()
        self.encoder = nn.ModuleList(vgg16_blocks())
        self.decoder = nn.ModuleList()
        in_channels = 512
        for widths in _DECODER_WIDTHS:
            self.decoder.append(conv_block(in_channels, widths))
            in_channels = widths[-1]
        self.classifier = nn.Conv2d(in_channels, class_count, 3, padding=1)
        he_initialise(self)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H, W)."""
        x = images
        masks = []
        for block in self.encoder:
            features = block(x)
            x = functional.max_pool2d(features, 2)
            masks.append(_first_maxima(features, x))
        for block in self.decoder:
            x = block(_unpool(x, masks.pop()))
        return self.classifier(x)


def _first_maxima(features: Tensor, pooled: Tensor) -> Tensor:
    """
    Mark the first maximum of each 2x2 cell, row by row, as ``max_pool2d`` counts.

    :param features: (N, C, H, W).
    :param pooled: (N, C, H / 2, W / 2), the maxima of its cells.
    :returns: (N, C, H, W), 1 at the first maximum of each cell and 0 elsewhere.
    """
    first_to_last = features.new_tensor([[4.0, 3.0], [2.0, 1.0]])
    ranks = first_to_last.repeat(pooled.shape[2], pooled.shape[3])  # (H, W)
    ranks = ranks * (features == repeat_pixels(pooled, 2)).to(ranks.dtype)
    return (ranks == repeat_pixels(functional.max_pool2d(ranks, 2), 2)).to(ranks.dtype)


def _unpool(x: Tensor, mask: Tensor) -> Tensor:
    """
    Do as ``max_unpool2d``, in operations that TensorRT parses too.

    :param x: (N, C, h, w).
    :param mask: (N, C, 2 h, 2 w), as ``_first_maxima`` gives it.
    :returns: (N, C, 2 h, 2 w), x where the mask is 1 and 0 elsewhere.
    """
    return repeat_pixels(x, 2) * mask


@register_model
def segnet(class_count: int) -> SegNet:
    """Build the net, its weights drawn at random."""
    return SegNet(class_count)
