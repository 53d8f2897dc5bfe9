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

from seg_node.replay.report.series import Run, Series
from seg_node.replay.report.ticks import Ticks, ticks_around, ticks_within

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
    :param unit: of the numbers.
    :param now: of this run.
    :param before: of the reference, which may be empty.
    :param scale: that values are multiplied with to get the unit.
    :param is_from_zero: whether the axis begins at 0.
    """

    title: str
    unit: str
    now: Series
    before: Series
    scale: float = 1
    is_from_zero: bool = False

    def render(self, frames: Frames) -> str:
        """Write it as HTML."""
        drawn = [(name, runs) for name, runs in self._curves() if runs]
        ticks = self._ticks([run for _, runs in drawn for run in runs])
        low, high = ticks.values[0], ticks.values[-1]
        curves = ''.join(self._draw(name, runs, frames, low, high) for name, runs in drawn)
        title = f'{escape(self.title)} <small>[{escape(self.unit)}]</small>'
        return (
            f'<figure class="plot"><figcaption><b>{title}</b><output></output></figcaption>'
            f'<div class="axes"><div class="y">{_labels(ticks, low, high, "bottom")}</div>'
            f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img" '
            f'aria-label="{escape(self.title)} over the frames" data-frames="{frames.count}" '
            f'data-low="{low:g}" data-high="{high:g}" data-unit="{escape(self.unit)}">'
            f'{_grid(ticks, low, high)}{curves}</svg>'
            f'{_rug(frames)}<div class="x">{_frame_labels(frames)}</div></div></figure>'
        )

    def _curves(self) -> Iterable[tuple[str, list[Run]]]:
        return ('now', self.now.runs()), ('before', self.before.runs())

    def _ticks(self, runs: list[Run]) -> Ticks:
        low = self.scale * min(float(run.least.min()) for run in runs)
        high = self.scale * max(float(run.most.max()) for run in runs)
        return ticks_around(0 if self.is_from_zero else low, high, _Y_TICKS)

    def _draw(self, name: str, runs: list[Run], frames: Frames, low: float, high: float) -> str:
        def y(value: float) -> float:
            return _HEIGHT * (1 - (self.scale * value - low) / (high - low))

        lines, bands = '', ''
        for run in runs:
            xs = [frames.x(place) for place in run.places]
            # A run of one bin is drawn as a dot, by the line's round ends.
            lines += _path(xs, map(y, run.mean)) + ('h0' if len(xs) == 1 else '')
            if (run.most > run.least).any():
                edge = [*map(y, run.most), *map(y, run.least[::-1])]
                bands += _path([*xs, *reversed(xs)], edge) + 'z'
        band = f'<path class="{name} band" d="{bands}"/>' if bands else ''
        return f'{band}<path class="{name} line" d="{lines}"/>'


def _path(xs: Iterable[float], ys: Iterable[float]) -> str:
    points = (f'{x:.1f} {y:.1f}' for x, y in zip(xs, ys, strict=True))
    return f'M{"L".join(points)}'


def _share(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low)


def _labels(ticks: Ticks, low: float, high: float, side: str) -> str:
    places = (100 * _share(value, low, high) for value in ticks.values)
    return ''.join(
        f'<span style="{side}:{place:.2f}%">{text}</span>'
        for place, text in zip(places, ticks.texts(), strict=True)
    )


def _grid(ticks: Ticks, low: float, high: float) -> str:
    heights = (_HEIGHT * (1 - _share(value, low, high)) for value in ticks.values)
    return f'<path class="grid" d="{"".join(f"M0 {y:.2f}H{_WIDTH}" for y in heights)}"/>'


def _frame_labels(frames: Frames) -> str:
    ticks = ticks_within(0, max(1, frames.count - 1), _X_TICKS)
    labels = []
    for value, text in zip(ticks.values, ticks.texts(), strict=True):
        stamp_s = frames.stamps_s.near(value)
        time = '' if stamp_s is None else f'<small>{stamp_s:,.1f} s</small>'
        if value == int(value):
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
