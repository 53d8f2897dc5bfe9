# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Stand-ins for the frameworks that SegFormer's published code imports."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
import sys
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

from torch import nn


class _ConvModule(nn.Sequential):
    """Convolution, norm and ReLU, whose parts are named as mmcv names them."""

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, norm_cfg: object
    ) -> None:
        conv = nn.Conv2d(in_channels, out_channels, kernel_size, bias=False)
        super().__init__(OrderedDict(conv=conv, bn=nn.BatchNorm2d(out_channels), act=nn.ReLU()))


def _undecorated(*_arguments: object, **_options: object) -> Callable[[Any], Any]:
    return lambda decorated: decorated


_REGISTRY = SimpleNamespace(register_module=_undecorated)

_MODULES: dict[str, dict[str, Any]] = {
    'IPython': {'embed': None},
    'attr': {},
    'mmcv': {},
    'mmcv.cnn': {
        'ConvModule': _ConvModule,
        'DepthwiseSeparableConvModule': None,
        'normal_init': None,
    },
    'mmcv.runner': {
        'auto_fp16': _undecorated,
        'force_fp32': _undecorated,
        'load_checkpoint': None,
    },
    'mmseg.core': {'build_pixel_sampler': None},
    'mmseg.models.builder': {
        'BACKBONES': _REGISTRY,
        'HEADS': _REGISTRY,
        'build_loss': lambda _configuration: None,
    },
    'mmseg.models.losses': {'accuracy': None},
    'mmseg.models.utils': {},
    'mmseg.utils': {'get_root_logger': None},
    'timm': {},
    'timm.models': {},
    'timm.models.layers': {
        'DropPath': nn.Identity,
        'to_2tuple': lambda side: (side, side),
        'trunc_normal_': nn.init.trunc_normal_,
    },
    'timm.models.registry': {'register_model': None},
    'timm.models.vision_transformer': {'_cfg': None},
}
# Packages of the checkout whose own __init__ would import all of the framework.
_PACKAGES = ('mmseg', 'mmseg.models', 'mmseg.models.backbones', 'mmseg.models.decode_heads')


@contextmanager
def stand_ins() -> Iterator[None]:
    """Let ``mmseg`` of a checkout, which is on the path, be imported without its frameworks."""
    spec = find_spec('mmseg')
    assert spec is not None, 'the checkout has no mmseg'
    assert spec.origin is not None
    root = Path(spec.origin).parents[1]
    modules = {name: ModuleType(name) for name in (*_MODULES, *_PACKAGES)}
    for name, attributes in _MODULES.items():
        vars(modules[name]).update(attributes)
    for name in _PACKAGES:
        modules[name].__path__ = [str(root.joinpath(*name.split('.')))]
    with patch.dict(sys.modules, modules):
        yield
