# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a calibration shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import shorten
from typing import Any

from seg_node.core.image_size import format_size
from seg_node.core.risk_table import RiskTable
from seg_node.evaluation.accuracy import number
from seg_node.evaluation.model_calibration import CalibratedModel
from seg_node.evaluation.risk_tables import measure_table

_COLUMNS = {
    'rate': 'rate',
    'threshold': 'threshold',
    'loss': 'loss',
    'interval': '95 % interval',
    'false_rate': 'false rate',
    'recall': 'recall',
    'area_false_rate': 'area: false',
    'area_recall': 'area: recall',
}


def report(found: CalibratedModel, model: str, data: str, block_length: int) -> dict[str, Any]:
    """
    Give all figures under names, as JSON can hold them.

    :param model: path of the file.
    :param data: name of the frames.
    :param block_length: of the bootstrap [frames].
    """
    figures: dict[str, Any] = {
        'model': model,
        'data': data,
        'frames': len(next(iter(found.observed.sets.values()))),
        'backend': found.backend,
        'temperature': found.spec.temperature,
        'ece': number(found.observed.reliability.ece),
    }
    if found.temperature and found.before:
        figures |= {
            'ece_before': number(found.before.ece),
            'nll': number(found.temperature.nll),
            'nll_before': number(found.temperature.nll_before),
            'pixels': found.temperature.pixels,
        }
    names = found.spec.labels.names
    figures['tables'] = [_table(table, names, found, block_length) for table in found.tables]
    return figures


def describe(figures: Mapping[str, Any]) -> str:
    """Lay a report out for a terminal."""
    before = (
        f' (before {figures["ece_before"]:.4f}), NLL {figures["nll_before"]:.4f} -> '
        f'{figures["nll"]:.4f} on {figures["pixels"]} pixels'
        if 'nll' in figures
        else ''
    )
    ece = 'nothing to score' if figures['ece'] is None else f'{figures["ece"]:.4f}'
    lines = [
        f'{figures["model"]} on {_short(figures["data"])}: {figures["frames"]} frames, '
        f'{figures["backend"]}',
        f'temperature {figures["temperature"]:g}, ECE {ece}{before}',
    ]
    for table in figures['tables']:
        lines += ['', *_lines(table)]
    return '\n'.join([*lines, '', *_notes(figures), ''])


def _table(
    table: RiskTable, names: tuple[str, ...], found: CalibratedModel, block_length: int
) -> dict[str, Any]:
    rows = [measured.to_dict() for measured in measure_table(table, found.observed, block_length)]
    return {
        'set': table.set_name,
        'classes': [names[class_id] for class_id in table.class_ids],
        'network_size': format_size(table.network_size),
        'precision': table.precision,
        'calibrated_on': table.data,
        'n': table.frames,
        'thresholds': rows,
        'without': {
            f'{rate:g}': table.reason_for_none(rate)
            for rate, threshold in table.thresholds
            if threshold is None
        },
    }


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f'{table["set"]} ({", ".join(table["classes"])}) at {table["network_size"]} in '
        f'{table["precision"]}, calibrated on {table["n"]} frames of '
        f'{_short(table["calibrated_on"])}'
    )
    if table['without']:
        yield f'  none for {"; ".join(table["without"].values())}'
    if not table['thresholds']:
        return
    columns = {key: title for key, title in _COLUMNS.items() if key in table['thresholds'][0]}
    yield ''.join(f'{title:>15}' for title in columns.values())
    for row in table['thresholds']:
        yield ''.join(f'{_text(row[key]):>15}' for key in columns)


def _notes(figures: Mapping[str, Any]) -> Iterator[str]:
    lengths = {row['block_length'] for table in figures['tables'] for row in table['thresholds']}
    yield 'loss: mean over the frames of the largest false rate at the threshold or any above,'
    yield 'which the rate is stated of, for frames that are exchangeable with the calibrated ones'
    if lengths:
        yield f'interval: bootstrap over blocks of {max(lengths)} consecutive frames'
    yield 'area: after hole filling and seed; measured, and no rate is stated of it'


def _short(data: str) -> str:
    return shorten(data, 120, placeholder=' …')


def _text(value: Any) -> str:
    if isinstance(value, list):
        return f'{value[0]:.4f} {value[1]:.4f}'
    if value is None:
        return '-'
    return f'{value:.4f}'
