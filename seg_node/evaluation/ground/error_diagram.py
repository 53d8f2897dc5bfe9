# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A picture of the error of ranges over the range; needs matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from seg_node.evaluation.ground.range_errors import BIN_M

_MEDIAN, _TAIL = '#3b6ea8', '#d1495b'


def write_error_diagram(figures: dict[str, Any], path: Path) -> None:
    """
    Draw median and 95th percentile of the relative error over the true range, as a PNG.

    :param figures: as ``RangeErrors.figures`` gives them.
    :param path: of the file.
    :raises OSError: if it cannot be written.
    """
    rows = [row for row in figures['by_range'] if row['p95'] is not None]
    middles = [row['from_m'] + BIN_M / 2 for row in rows]
    figure = Figure(figsize=(6.4, 4.0), dpi=120, layout='constrained')
    axes = figure.subplots()
    for key, colour, name in (('p95', _TAIL, '95 %'), ('p50', _MEDIAN, 'half')):
        shares = [row[key] for row in rows]
        axes.plot(middles, shares, 'o-', color=colour, label=f'{name} of the ends err less')
    axes.set(xlabel='true range to the end of drivable ground [m]', ylabel='error of the range')
    axes.set(xlim=(0, None), ylim=(0, None))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, format='png')
