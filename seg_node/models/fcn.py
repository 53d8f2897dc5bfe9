# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""FCN: VGG16 turned into a net that scores each pixel, in three degrees of detail."""

from __future__ import annotations

from torch import nn, Tensor
from torch.nn import functional

from seg_node.core.errors import ConfigurationError
from seg_node.models.initialisation import he_initialise
from seg_node.models.layers import ConvNormAct, upsample
from seg_node.models.net import SegmentationNet
from seg_node.models.registry import register_model
from seg_node.models.vgg import vgg16_blocks

_SKIPS = {'8s': (512, 256), '16s': (512,), '32s': ()}
"""By variant: channels of the pooled features that are scored too, at strides 16 and 8."""
_HIDDEN = 4096


class FCN(SegmentationNet):
    """
    Scores at stride 32, refined by those of earlier poolings.

    Scores are doubled in size by fixed bilinear upsampling before each sum, as in
    the authors' reference code. Three things differ from the paper. All layers but
    the scores have batch norm in place of dropout, so that the net learns from
    random weights and all skips at once. Zeros pad fc6 to keep the size, where the
    paper pads the image by 100 pixels and crops. And the score layers start small
    instead of at zero, so that the layers below them learn from the first step on;
    all others start from He's distribution.

    Source: Long, Shelhamer and Darrell, "Fully Convolutional Networks for Semantic
    Segmentation", CVPR 2015, arXiv 1411.4038; shelhamer/fcn.berkeleyvision.org,
    voc-fcn8s/net.py (BSD-2-Clause).

    :param class_count: C, the channels of the logits.
    :param variant: '8s', '16s' or '32s', by the stride of the logits.
    :raises ConfigurationError: if there is no such variant.
    """

    stride = 32

    def __init__(self, class_count: int, variant: str = '8s') -> None:
        super().__init__()
        if variant not in _SKIPS:
            raise ConfigurationError(
                f'fcn has no variant {variant!r}: choose from {", ".join(_SKIPS)}'
            )
        skips = _SKIPS[variant]
        self.logit_stride = self.stride // 2 ** len(skips)
        self.blocks = nn.ModuleList(vgg16_blocks())
        self.fully_convolutional = nn.Sequential(
            _WideConv(512, _HIDDEN, 7, padding=3, bias=False),
            nn.BatchNorm2d(_HIDDEN),
            nn.ReLU(inplace=True),
            ConvNormAct(_HIDDEN, _HIDDEN),
        )
        he_initialise(self)
        self.score = _score_layer(_HIDDEN, class_count)
        self.skip_scores = nn.ModuleList(_score_layer(width, class_count) for width in skips)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (N, C, H / 8, W / 8), or / 16 or / 32 by variant."""
        pooled = [images]
        for block in self.blocks:
            pooled.append(functional.max_pool2d(block(pooled[-1]), 2))
        logits = self.score(self.fully_convolutional(pooled[5]))
        for features, score in zip((pooled[4], pooled[3]), self.skip_scores, strict=False):
            logits = upsample(logits, 2) + score(features)
        return logits


class _WideConv(nn.Conv2d):
    """A convolution whose gradient torch finds in fair time on a CPU."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or x.device.type != 'cpu':
            return super().forward(x)
        # One product of matrices: oneDNN takes 14 s of CPU time for the gradient of the 7x7
        # layer on two maps of 2 x 2, this one less than a second.
        columns = functional.unfold(x, self.kernel_size, padding=self.kernel_size[0] // 2)
        y = functional.linear(columns.mT, self.weight.flatten(1), self.bias)  # (N, h * w, 4096)
        return y.mT.unflatten(2, x.shape[2:])


def _score_layer(in_channels: int, class_count: int) -> nn.Conv2d:
    layer = nn.Conv2d(in_channels, class_count, 1)
    he_initialise(layer)
    nn.init.normal_(layer.weight, std=0.01)
    return layer


@register_model
def fcn(class_count: int, variant: str = '8s') -> FCN:
    """Build the net, its weights drawn at random."""
    return FCN(class_count, variant)
