# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A page that shows the weakest frames and what the model made of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from seg_node.core.label_set import LabelSet
from seg_node.core.pipeline import SegmentedFrame
from seg_node.core.sheet import write_sheet
from seg_node.evaluation.gallery.pictures import draw_pictures
from seg_node.replay.weak_spots.weak_spot import WeakSpot
from seg_node.sources.frame_source import Frame

_COLUMNS = ('camera', 'labels', 'confidence', 'drivable')
_MOST_ROWS = 12
_WIDTH_PX = 480
_PAPER, _INK = (252, 252, 252), (52, 56, 64)


class Overview:
    """
    Collects small pictures of the first few frames of a ranking.

    :param labels: classes of the masks.
    """

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self._rows: dict[int, list[np.ndarray]] = {}

    def add(self, spot: WeakSpot, frame: Frame, segmented: SegmentedFrame) -> None:
        """Draw a frame, unless it is not among the first."""
        if spot.rank > _MOST_ROWS:
            return
        pictures = draw_pictures(frame, segmented, self._labels)
        row = [_reduce(pictures[name]) for name in _COLUMNS]
        _write_rank(row[0], f'{spot.rank}: frame {spot.moment.frame}')
        self._rows[spot.rank] = row

    def write(self, path: Path) -> None:
        """
        Write the page, the weakest frame first.

        :param path: of the PNG file.
        :raises SegNodeError: if it cannot be written.
        """
        rows = [self._rows[rank] for rank in sorted(self._rows)]
        write_sheet(path, rows, _COLUMNS, self._labels)


def _reduce(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    size = (_WIDTH_PX, max(1, round(height * _WIDTH_PX / width)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _write_rank(picture: np.ndarray, words: str) -> None:
    """Write into the upper left corner."""
    font, scale = cv2.FONT_HERSHEY_SIMPLEX, 0.5
    (width, height), base = cv2.getTextSize(words, font, scale, 1)
    cv2.rectangle(picture, (0, 0), (width + 8, height + base + 4), _PAPER, cv2.FILLED)
    cv2.putText(picture, words, (4, height + 3), font, scale, _INK, 1, cv2.LINE_AA)
