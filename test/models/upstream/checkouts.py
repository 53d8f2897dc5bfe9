# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The published nets, built from checkouts of their repositories.

A further net is one more function with ``@published``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
import sys
from types import ModuleType
from typing import NamedTuple
from unittest.mock import patch

from open_mmlab import stand_ins
from torch import nn, Tensor

CLASSES = 19


class PublishedNet(NamedTuple):
    """
    A net and the order of what it gives.

    :param net: for ``CLASSES`` classes, with the heads of its training.
    :param order: where its outputs have the logits, the auxiliary logits in our order, and
        the boundary if it has one.
    """

    net: nn.Module
    order: tuple[int, ...]

    def outputs(self, images: Tensor) -> list[Tensor]:
        outputs: Sequence[Tensor] = self.net(images)
        return [outputs[index] for index in self.order]


class Publication(NamedTuple):
    """Where a net is published, and how to build it of a checkout."""

    repository: str
    build: Callable[[], PublishedNet]

    def folder(self, checkouts: Path) -> Path:
        return checkouts / self.repository.rpartition('/')[2]

    def build_from(self, checkouts: Path) -> PublishedNet:
        """Build the net from the subfolder that is named like its repository."""
        with _importable(self.folder(checkouts)):
            published = self.build()
        published.net.eval()
        return published


PUBLICATIONS: dict[str, Publication] = {}
"""By the name of our net."""


def published(repository: str) -> Callable[[Callable[[], PublishedNet]], None]:
    """Make known what a function builds, which is named like our net."""

    def register(build: Callable[[], PublishedNet]) -> None:
        PUBLICATIONS[build.__name__] = Publication(repository, build)

    return register


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let modules of a folder be imported, and forget them, since another may name its alike."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], '__file__', '')).startswith(str(folder)):
                del sys.modules[name]


@published('XuJiacong/PIDNet')
def pidnet_s() -> PublishedNet:
    build = import_module('models.pidnet').PIDNet
    net = build(m=2, n=3, num_classes=CLASSES, planes=32, ppm_planes=96, head_planes=128)
    return PublishedNet(net, (1, 0, 2))


@published('ydhongHIT/DDRNet')
def ddrnet23_slim() -> PublishedNet:
    module = import_module('segmentation.DDRNet_23_slim')
    net = module.DualResNet(
        module.BasicBlock, [2, 2, 2, 2], CLASSES, planes=32, head_planes=64, augment=True
    )
    return PublishedNet(net, (0, 1))


@published('CoinCheung/BiSeNet')
def bisenetv2() -> PublishedNet:
    # The first BiSeNet, beside it, needs torchvision.
    with patch.dict(sys.modules, torchvision=ModuleType('torchvision')):
        build = import_module('lib.models.bisenetv2').BiSeNetV2
    build.load_pretrain = lambda _net: None  # it would download
    net = build(CLASSES)
    for head in (net.head, net.aux2, net.aux3, net.aux4, net.aux5_4):
        head.conv_out[2] = nn.Identity()  # it would enlarge to the size of the images
    return PublishedNet(net, (0, 1, 2, 3, 4))


@published('NVlabs/SegFormer')
def segformer_b0() -> PublishedNet:
    return _segformer('mit_b0', (32, 64, 160, 256), 256)


@published('NVlabs/SegFormer')
def segformer_b1() -> PublishedNet:
    return _segformer('mit_b1', (64, 128, 320, 512), 256)


@published('NVlabs/SegFormer')
def segformer_b2() -> PublishedNet:
    return _segformer('mit_b2', (64, 128, 320, 512), 768)


def _segformer(backbone: str, in_channels: Sequence[int], width: int) -> PublishedNet:
    """Put together what a configuration of the checkout describes."""
    with stand_ins():
        encoders = import_module('mmseg.models.backbones.mix_transformer')
        heads = import_module('mmseg.models.decode_heads.segformer_head')
    head = heads.SegFormerHead(
        feature_strides=[4, 8, 16, 32],
        in_channels=in_channels,
        in_index=[0, 1, 2, 3],
        channels=128,
        num_classes=CLASSES,
        norm_cfg=None,
        decoder_params={'embed_dim': width},
    )
    return PublishedNet(_Segmentor(getattr(encoders, backbone)(), head), (0,))


class _Segmentor(nn.Module):
    """Encoder and head, named as in a checkpoint."""

    def __init__(self, backbone: nn.Module, decode_head: nn.Module) -> None:
        super().__init__()
        self.backbone = backbone
        self.decode_head = decode_head

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        return (self.decode_head(self.backbone(images)),)
