# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Published weights into our nets, or an error: nothing is left over and nothing is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
import re

from torch import Tensor

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.models import SegmentationNet
from seg_node.models.upstream import bisenetv2, ddrnet, pidnet, segformer

_OUR_NAME: dict[str, Callable[[str], str | None]] = {
    'bisenetv2': bisenetv2.our_name,
    'ddrnet23_slim': ddrnet.our_name,
    'pidnet_s': pidnet.our_name,
    'segformer_b0': segformer.our_name,
    'segformer_b1': segformer.our_name,
    'segformer_b2': segformer.our_name,
}

# DataParallel and the module that holds net and loss put these before every name.
_WRAPPERS = re.compile(r'^(module\.|model\.)*')

COUNTER = '.num_batches_tracked'
"""Ending of a batch norm's count of training steps, which nothing reads."""

_NAMED = 5
"""Names in a message; of a wholly different net there are hundreds."""


def check_importable(architecture: str) -> None:
    """
    See that the published names of a net are known here.

    :raises ConfigurationError: if they are not.
    """
    if architecture not in _OUR_NAME:
        raise ConfigurationError(
            f'no published names are known for {architecture!r}: choose from '
            f'{", ".join(sorted(_OUR_NAME))}'
        )


def load_upstream_weights(net: SegmentationNet, state_dict: Mapping[str, Tensor]) -> list[str]:
    """
    Load weights that have their published names.

    :param net: of an architecture that ``check_importable`` knows.
    :param state_dict: parameters and buffers by published name, with or without
        ``module.`` and ``model.`` before it.
    :returns: the names that were skipped, since only upstream's training uses them.
    :raises ModelFileError: if a name is left over, missing or there twice, or a shape is
        another; the net is as it was then.
    """
    check_importable(net.architecture)
    own = {name: value for name, value in net.state_dict().items() if not name.endswith(COUNTER)}
    loaded: dict[str, Tensor] = {}
    skipped, unknown = [], []
    for published, value in state_dict.items():
        bare = _WRAPPERS.sub('', published)
        name = None if bare.endswith(COUNTER) else _OUR_NAME[net.architecture](bare)
        if name is None:
            skipped.append(published)
        elif name not in own:
            unknown.append(published)
        elif name in loaded:
            raise ModelFileError(f'it holds {bare} twice, with different words before it')
        else:
            loaded[name] = value
    _check_names(net, unknown, [name for name in own if name not in loaded])
    _check_shapes(loaded, own)
    net.load_state_dict({**net.state_dict(), **loaded})
    return skipped


def _check_names(net: SegmentationNet, unknown: Sequence[str], missing: Sequence[str]) -> None:
    findings = []
    if unknown:
        findings.append(f'it holds {_listed(unknown)}, which that net does not have')
    if missing:
        findings.append(f'it lacks what is called here {_listed(missing)}')
    if findings:
        raise ModelFileError(
            f'not a published checkpoint of {net.architecture}: {"; ".join(findings)}'
        )


def _check_shapes(loaded: Mapping[str, Tensor], own: Mapping[str, Tensor]) -> None:
    differing = [name for name in own if loaded[name].shape != own[name].shape]
    if not differing:
        return
    shapes = {(tuple(loaded[name].shape), tuple(own[name].shape)) for name in differing}
    counts = {(found[:1], expected[:1]) for found, expected in shapes}
    # The layers that score classes, and they alone, have one row for each.
    if len(counts) == 1 and all(found and found[1:] == expected[1:] for found, expected in shapes):
        (((found,), (expected,)),) = counts
        raise ModelFileError(
            f'it is for {found} classes and the label set has {expected}: give the label set '
            'that it was trained on'
        )
    described = [
        f'{name} {tuple(loaded[name].shape)} instead of {tuple(own[name].shape)}'
        for name in differing
    ]
    raise ModelFileError(f'weights of other shapes: {_listed(described)}')


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ', '.join(names[:_NAMED]) + (f' and {more} more' if more > 0 else '')
