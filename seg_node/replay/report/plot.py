# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Values over a drive as inline SVG.

The drawing is stretched to the width that there is, and the texts lie around it
as HTML, so that they keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from seg_node.replay.report.series import Run, Series
from seg_node.replay.report.ticks import Ticks, ticks_around, whole_ticks

_WIDTH, _HEIGHT = 1000, 100
_X_TICKS, _Y_TICKS = 6, 4


@dataclass(frozen=True)
class Frames:
    """
    The axis that all plots have in common.

    :param count: of frames.
    :param stamps_s: of these [s].
    :param differing: of the frames, those that differ.
    :param lost: those without maps.
    """

    count: int
    stamps_s: Series
    differing: Series
    lost: Series

    def x(self, place: float) -> float:
        """Place a frame in the drawing."""
        return _WIDTH * (place + 0.5) / self.count


@dataclass(frozen=True)
class Plot:
    """
    One plot.

    :param title: of what is drawn.
    :param unit: of the numbers; the axis of what is no percentage begins at 0.
    :param now: of this run.
    :param before: of the reference, which may be empty.
    """

    title: str
    unit: str
    now: Series
    before: Series

    def render(self, frames: Frames) -> str:
        """Write it as HTML."""
        drawn = {'now': self.now.runs(), 'before': self.before.runs()}
        values = self._values([run for runs in drawn.values() for run in runs])
        curves = ''.join(_draw(name, runs, frames, values) for name, runs in drawn.items() if runs)
        title, unit = escape(self.title), escape(self.unit)
        return (
            f'<figure class="plot"><figcaption><b>{title} <small>[{unit}]</small></b>'
            f'<output></output></figcaption><div class="axes"><div class="y">{values.labels()}'
            f'</div><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img" '
            f'aria-label="{title} over the frames" data-frames="{frames.count}" '
            f'data-low="{values.low:g}" data-high="{values.high:g}" data-unit="{unit}">'
            f'{values.grid()}{curves}</svg>{_rug(frames)}'
            f'<div class="x">{_frame_labels(frames)}</div></div></figure>'
        )

    def _values(self, runs: list[Run]) -> _Values:
        low = min(float(run.least.min()) for run in runs)
        high = max(float(run.most.max()) for run in runs)
        if not self.unit.startswith('%'):
            return _Values(ticks_around(0, high, _Y_TICKS))
        ticks = ticks_around(low, high, _Y_TICKS)
        return _Values(
            ticks._replace(values=[value for value in ticks.values if 0 <= value <= 100])
        )


class _Values(NamedTuple):
    """The upright axis."""

    ticks: Ticks

    @property
    def low(self) -> float:
        return self.ticks.values[0]

    @property
    def high(self) -> float:
        return self.ticks.values[-1]

    def y(self, value: float) -> float:
        return _HEIGHT * (self.high - value) / (self.high - self.low)

    def labels(self) -> str:
        return ''.join(
            f'<span style="top:{self.y(value):.2f}%">{text}</span>'
            for value, text in zip(self.ticks.values, self.ticks.texts(), strict=True)
        )

    def grid(self) -> str:
        lines = ''.join(f'M0 {self.y(value):.2f}H{_WIDTH}' for value in self.ticks.values)
        return f'<path class="grid" d="{lines}"/>'


def _draw(name: str, runs: list[Run], frames: Frames, values: _Values) -> str:
    parts = {'band': '', 'line': '', 'line dot': ''}
    for run in runs:
        xs = [frames.x(place) for place in run.places]
        middle = _path(xs, map(values.y, run.mean))
        if len(xs) == 1:
            parts['line dot'] += f'{middle}h0'  # which round ends make a dot of
        else:
            parts['line'] += middle
        if (run.most > run.least).any():
            edge = map(values.y, [*run.most, *run.least[::-1]])
            parts['band'] += _path([*xs, *reversed(xs)], edge) + 'z'
    return ''.join(f'<path class="{name} {kind}" d="{d}"/>' for kind, d in parts.items() if d)


def _path(xs: Iterable[float], ys: Iterable[float]) -> str:
    points = (f'{x:.1f} {y:.1f}' for x, y in zip(xs, ys, strict=True))
    return f'M{"L".join(points)}'


def _frame_labels(frames: Frames) -> str:
    ticks = whole_ticks(frames.count - 1, _X_TICKS)
    labels = []
    for value, text in zip(ticks.values, ticks.texts(), strict=True):
        stamp_s = frames.stamps_s.near(value)
        time = '' if stamp_s is None else f'<small>{stamp_s:,.1f} s</small>'
        labels.append(f'<span style="left:{frames.x(value) / 10:.2f}%">{text}{time}</span>')
    return ''.join(labels)


def _rug(frames: Frames) -> str:
    """Mark frames below the curves: those that differ, and under them those without maps."""
    marks = ''.join(
        f'<path class="{name}" d="{path}"/>'
        for name, series, top in (('differs', frames.differing, 0), ('lost', frames.lost, 6))
        if (path := _marks(series, frames, top))
    )
    return (
        f'<svg class="rug" viewBox="0 0 {_WIDTH} 11" preserveAspectRatio="none" '
        f'aria-hidden="true">{marks}</svg>'
        if marks
        else ''
    )


def _marks(series: Series, frames: Frames, top: int) -> str:
    half = series.bin_size / 2
    spans = (
        (frames.x(run.places[0] - half), frames.x(min(run.places[-1] + half, frames.count - 0.5)))
        for run in series.runs()
    )
    return ''.join(f'M{left:.1f} {top}H{right:.1f}v5H{left:.1f}z' for left, right in spans)
