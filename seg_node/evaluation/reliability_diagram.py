# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A picture of how far confidence can be believed; needs matplotlib."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
import numpy as np

from seg_node.core.calibration_error import BIN_COUNT, Reliability

_ACCURACY, _GAP, _SHARE = '#3b6ea8', '#d1495b', '#8a94a6'
_WIDTH = 1 / BIN_COUNT
_LEFTS = np.arange(BIN_COUNT) * _WIDTH


def write_reliability_diagram(reliability: Reliability, name: str, path: Path) -> None:
    """
    Draw accuracy over confidence, and the share of pixels below it, as a PNG.

    :param reliability: that was measured.
    :param name: of model and data, for the title.
    :param path: of the file.
    :raises OSError: if it cannot be written.
    """
    figure = Figure(figsize=(6.4, 7.2), dpi=120, layout='constrained')
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    ece = 'nothing to score' if np.isnan(reliability.ece) else f'ECE {reliability.ece:.4f}'
    figure.suptitle(f'{name}\n{ece}', fontsize='medium', wrap=True, parse_math=False)
    _draw_accuracy(upper, reliability)
    _draw_share(lower, reliability)
    figure.savefig(path, format='png')


def _draw_accuracy(axes: Axes, reliability: Reliability) -> None:
    accuracy, confidence = reliability.accuracy, reliability.confidence
    axes.bar(
        _LEFTS,
        accuracy,
        _WIDTH,
        align='edge',
        color=_ACCURACY,
        edgecolor='white',
        label='accuracy of a bin',
    )
    axes.plot(confidence, confidence, 'o', color=_GAP, label='mean confidence of a bin')
    axes.vlines(confidence, accuracy, confidence, _GAP, linewidth=2, label='gap between the two')
    axes.plot((0, 1), (0, 1), '--', color='black', linewidth=1, label='as sure as right')
    axes.set(xlim=(0, 1), ylim=(0, 1), ylabel='accuracy')
    axes.legend(loc='upper left')
    axes.grid(alpha=0.3)
    axes.set_axisbelow(True)


def _draw_share(axes: Axes, reliability: Reliability) -> None:
    bars = axes.bar(
        _LEFTS, reliability.share, _WIDTH, align='edge', color=_SHARE, edgecolor='white'
    )
    axes.bar_label(bars, [_percent(share) for share in reliability.share], fontsize=7)
    axes.set(ylim=(0, 1.15), xlabel='confidence', ylabel='share of pixels')
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(alpha=0.3)
    axes.set_axisbelow(True)


def _percent(share: float) -> str:
    if not share > 0:
        return ''
    return f'{share:.1%}' if share >= 0.001 else '<0.1%'
