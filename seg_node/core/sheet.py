# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Several frames and what was made of them on one page, with captions and a legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
import math
from pathlib import Path

import cv2
import numpy as np

from seg_node.core.errors import SegNodeError
from seg_node.core.label_set import LabelSet

_PAPER = (252, 252, 252)
_INK = (52, 56, 64)
_FRAME = (176, 180, 188)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def spread_over(count: int, most: int) -> list[int]:
    """Choose up to ``most`` of the indices below ``count``, evenly."""
    return sorted({(2 * place + 1) * count // (2 * most) for place in range(most)})


def write_sheet(
    path: Path,
    rows: Sequence[Sequence[np.ndarray]],
    captions: Sequence[str],
    labels: LabelSet,
) -> None:
    """
    Write what ``draw_sheet`` draws.

    :param path: of the PNG file.
    :raises SegNodeError: if it cannot be written.
    """
    sheet = draw_sheet(rows, captions, labels)
    if not cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR)):
        raise SegNodeError(f'{path} cannot be written: check the folder and the disk')


def draw_sheet(
    rows: Sequence[Sequence[np.ndarray]],
    captions: Sequence[str],
    labels: LabelSet,
    width: int = 1920,
) -> np.ndarray:
    """
    Draw a page of pictures: a caption over each column, the classes' colours at the foot.

    Every picture gets the shape of the first one.

    :param rows: at least one, each with a picture per caption: (H, W, 3) uint8
        RGB, or (H, W) uint8, which is shown in grey.
    :param captions: ASCII, which is all that OpenCV's fonts have.
    :param labels: classes of the legend.
    :param width: of the page [px]; margins and text follow it.
    :returns: (height, width, 3) uint8 RGB.
    :raises ValueError: if a row has more or fewer pictures than there are captions.
    """
    unit = max(6, width // 96)
    margin = 2 * unit
    picture_width = (width - 2 * margin + unit) // len(captions) - unit
    height, original_width = rows[0][0].shape[:2]
    size = (picture_width, round(picture_width * height / original_width))
    bands = [_draw_captions(captions, picture_width, unit)]
    bands += [_draw_row(row, len(captions), size, unit) for row in rows]
    inner_width = bands[0].shape[1]
    bands += [_draw_legend(labels, inner_width, unit)]
    sides = (margin, margin, margin, width - inner_width - margin)
    return cv2.copyMakeBorder(np.vstack(bands), *sides, cv2.BORDER_CONSTANT, value=_PAPER)


def _draw_captions(captions: Sequence[str], picture_width: int, unit: int) -> np.ndarray:
    """Draw a band with each caption flush left over its column."""
    scale = _font_scale(captions, unit, picture_width)
    band = _blank(2 * unit, len(captions) * (picture_width + unit) - unit)
    for column, caption in enumerate(captions):
        _write(band, caption, column * (picture_width + unit), unit, scale)
    return band


def _draw_row(
    pictures: Sequence[np.ndarray], count: int, size: tuple[int, int], unit: int
) -> np.ndarray:
    """Draw a band of pictures, one ``unit`` apart and as far from the next band."""
    if len(pictures) != count:
        raise ValueError(f'a row has {len(pictures)} pictures under {count} captions')
    width, height = size
    band = _blank(height + unit, count * (width + unit) - unit)
    for column, picture in enumerate(pictures):
        left = column * (width + unit)
        right = left + width
        band[:height, left:right] = _fit(picture, size)
        # A hairline, so that a bright picture does not fade into the paper.
        cv2.rectangle(band, (left, 0), (right - 1, height - 1), _FRAME)
    return band


def _fit(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if picture.ndim == 2:
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    method = cv2.INTER_AREA if picture.shape[1] > size[0] else cv2.INTER_LINEAR
    return cv2.resize(picture, size, interpolation=method)


def _draw_legend(labels: LabelSet, width: int, unit: int) -> np.ndarray:
    """Draw a band with a swatch of colour beside each class's name, in even columns."""
    swatch = 2 * unit
    scale = _font_scale(labels.names, unit, width - swatch - unit)
    column = max(_text_width(name, scale) for name in labels.names) + swatch + 2 * unit
    line_count = math.ceil(len(labels) / max(1, width // column))
    per_line = math.ceil(len(labels) / line_count)
    band = _blank(2 * unit * line_count + unit, width)
    for index, label_class in enumerate(labels.classes):
        line, place = divmod(index, per_line)
        left, top = place * column, 2 * unit * line + unit
        corner = (left + swatch - 1, top + unit - 1)
        cv2.rectangle(band, (left, top), corner, label_class.colour, cv2.FILLED)
        cv2.rectangle(band, (left, top), corner, _FRAME)
        _write(band, label_class.name, left + swatch + unit // 2, top + unit, scale)
    return band


def _blank(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), _PAPER, np.uint8)


def _write(image: np.ndarray, text: str, left: int, base: int, scale: float) -> None:
    cv2.putText(image, text, (left, base), _FONT, scale, _INK, 1, cv2.LINE_AA)


def _text_width(text: str, scale: float) -> int:
    return cv2.getTextSize(text, _FONT, scale, 1)[0][0]


def _font_scale(texts: Iterable[str], height: int, max_width: int) -> float:
    """Choose a scale at which capitals have a height and no text is wider than allowed."""
    scale = cv2.getFontScaleFromHeight(_FONT, height)
    widest = max(1, *(_text_width(text, scale) for text in texts))
    return scale * min(1, max_width / widest)
