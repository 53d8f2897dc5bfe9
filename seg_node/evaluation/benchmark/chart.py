# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Bars that show of what a whole is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

_PAPER = (252, 252, 252)
_INK = (52, 56, 64)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_COLOURS = ((168, 178, 196), (226, 98, 58), (88, 142, 110), (206, 166, 60))


@dataclass(frozen=True)
class BarChart:
    """
    Horizontal bars, each stacked from parts of one unit.

    :param title: over the bars; all texts in ASCII, which is all that OpenCV's fonts have.
    :param parts: names of the parts, at most four, in the order of each bar.
    :param bars: sizes of the parts by the name of the bar; negative ones count as none.
    :param unit: of the sizes.
    """

    title: str
    parts: Sequence[str]
    bars: Mapping[str, Sequence[float]]
    unit: str


def draw_bar_chart(chart: BarChart, width: int = 1280) -> np.ndarray:
    """
    Draw a chart.

    :param chart: what it shows.
    :param width: of the picture [px]; margins and text follow it.
    :returns: (height, width, 3) uint8 RGB.
    """
    unit = width // 80
    texts = {name: _label(chart, sizes) for name, sizes in chart.bars.items()}
    left = 2 * unit + max(_text_width(name, unit) for name in chart.bars) + unit
    right = width - 2 * unit - max(_text_width(text, unit) for text in texts.values()) - unit
    longest = max(sum(_visible(sizes)) for sizes in chart.bars.values())
    scale = (right - left) / longest if longest else 0
    image = np.full((unit * (8 + 4 * len(chart.bars)), width, 3), _PAPER, np.uint8)
    _write(image, chart.title, 2 * unit, 3 * unit, unit)
    for row, (name, sizes) in enumerate(chart.bars.items()):
        top = unit * (5 + 4 * row)
        _write(image, name, 2 * unit, top + 2 * unit, unit)
        end = _draw_bar(image, sizes, left, top, scale, unit)
        _write(image, texts[name], end + unit, top + 2 * unit, unit)
    _draw_legend(image, chart.parts, left, image.shape[0] - 2 * unit, unit)
    return image


def _draw_bar(
    image: np.ndarray, sizes: Sequence[float], left: int, top: int, scale: float, unit: int
) -> int:
    """Draw one bar and give the place where it ends [px]."""
    edges = left + np.rint(np.cumsum([0.0, *_visible(sizes)]) * scale).astype(int)
    for start, end, colour in zip(edges[:-1], edges[1:], _COLOURS, strict=False):
        image[top : top + 3 * unit, start:end] = colour
    return int(edges[-1])


def _draw_legend(image: np.ndarray, parts: Sequence[str], left: int, base: int, unit: int) -> None:
    for part, colour in zip(parts, _COLOURS, strict=False):
        image[base - unit : base, left : left + 2 * unit] = colour
        _write(image, part, left + 3 * unit, base, unit)
        left += _text_width(part, unit) + 5 * unit


def _label(chart: BarChart, sizes: Sequence[float]) -> str:
    parts = ' + '.join(f'{size:.1f}' for size in sizes)
    return f'{sum(sizes):.1f} {chart.unit} ({parts})'


def _visible(sizes: Sequence[float]) -> list[float]:
    return [max(0.0, size) for size in sizes]


def _font_scale(unit: int) -> float:
    return float(cv2.getFontScaleFromHeight(_FONT, unit))


def _text_width(text: str, unit: int) -> int:
    return int(cv2.getTextSize(text, _FONT, _font_scale(unit), 1)[0][0])


def _write(image: np.ndarray, text: str, left: int, base: int, unit: int) -> None:
    cv2.putText(image, text, (left, base), _FONT, _font_scale(unit), _INK, 1, cv2.LINE_AA)
