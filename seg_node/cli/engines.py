# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""List the engines that are kept, and remove some."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from seg_node.cli.engine_arguments import add_cache_argument
from seg_node.core.image_size import format_size

if TYPE_CHECKING:
    from seg_node.engine.engine_cache import KeptEngine

SUMMARY = 'list the TensorRT engines that are kept, and remove those that nobody uses'

_DAY_S = 24 * 3600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    add_cache_argument(parser)
    parser.add_argument(
        '--prune',
        type=_days,
        metavar='DAYS',
        help='remove engines that were not used for so long, and what is damaged; 0 for all',
    )


def run(arguments: argparse.Namespace) -> int:
    """List, and remove what is asked for."""
    from seg_node.engine.engine_cache import EngineCache

    cache = EngineCache(arguments.cache)
    kept = []
    for engine in cache.engines():
        if _is_unwanted(engine, arguments.prune):
            done = 'removed' if cache.prune(engine.plan) else 'is being built'
            print(f'{done}  {_describe(engine)}')
        else:
            kept.append(engine)
            print(_describe(engine))
    total = sum(engine.size_bytes for engine in kept)
    print(f'{len(kept)} engines, {total / 1e6:.1f} MB, in {cache.folder}')
    return 0


def _days(text: str) -> float:
    days = float(text)
    if not 0 <= days < math.inf:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days")
    return days


def _is_unwanted(engine: KeptEngine, prune_days: float | None) -> bool:
    if prune_days is None:
        return False
    return engine.record is None or engine.unused_s >= prune_days * _DAY_S


def _describe(engine: KeptEngine) -> str:
    size = f'{engine.size_bytes / 1e6:7.1f} MB  unused for {engine.unused_s / _DAY_S:4.1f} days'
    if engine.record is None:
        return f'{engine.plan.stem}  {size}  damaged: is built anew when it is needed'
    key = engine.record.key
    frame = format_size(key['layout']['frame_size'])
    return (
        f'{engine.plan.stem}  {size}  {engine.record.architecture} {key["precision"]} {frame}  '
        f'{key["flavour"]} {key["version"]} for {key["gpu"] or "any GPU"} '
        f'(SM {key["compute_capability"]})'
    )
