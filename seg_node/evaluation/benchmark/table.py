# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A comparison's report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_COLUMNS = {
    'total': 'total_ms',
    'net': 'net_ms',
    'rest': 'outside_net_ms',
    'rest in place': 'outside_net_in_place_ms',
}


def format_table(report: Mapping[str, Any]) -> str:
    """
    Lay a report out.

    :param report: from ``compare``.
    :returns: lines of text.
    """
    return '\n'.join([_heading(report), '', *_costs(report), '', *_comparisons(report)])


def _heading(report: Mapping[str, Any]) -> str:
    return (
        '{architecture}, frames {frame_size}, network {network_size}, threads {threads}, '
        '{frames} frames x {rounds} rounds'.format(**report['setup'])
        + ', {cpu}, {cores} cores'.format(**report['machine'])
    )


def _costs(report: Mapping[str, Any]) -> Iterator[str]:
    titles = ''.join(f'{title:>15}' for title in _COLUMNS)
    yield f'{"CPU ms per frame":<16}{titles}{"wall p50":>12}{"wall p99":>12}'
    for name, figures in report['pipelines'].items():
        cells = ''.join(f'{figures[key]:>15.1f}' for key in _COLUMNS.values())
        wall = figures['wall_ms']
        yield f'{name:<16}{cells}{wall["p50"]:>12.1f}{wall["p99"]:>12.1f}'


def _comparisons(report: Mapping[str, Any]) -> Iterator[str]:
    ours = next(iter(report['pipelines'].values()))
    yield (
        f'our net up to its logits alone: {ours["logits_ms"]:.1f} ms, so that '
        f'{ours["outside_logits_ms"]:.1f} ms of ours are something else'
    )
    for name, values in report['ratios'].items():
        texts = (f'{key.replace("_", " ")} {_times(value)}' for key, value in values.items())
        yield f'{name} : seg_node = {", ".join(texts)}'
    for name, shares in report['agreement'].items():
        yield f'labels equal to those of {name}: {_agreement(shares)}'
    yield from report['notes']


def _agreement(shares: Mapping[str, Any]) -> str:
    if shares['classes'] < 2:
        return 'nothing to compare, one class fills all frames'
    away = _percent(shares['away_from_borders'])
    return f'{_percent(shares["all"])}, away from borders {away}'


def _times(value: float | None) -> str:
    return 'lost in the noise' if value is None else f'{value:.2f}'


def _percent(share: float | None) -> str:
    return 'nothing to compare' if share is None else f'{share:.2%}'
