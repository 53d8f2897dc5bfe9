# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How much of two label images is the same."""

from __future__ import annotations

import cv2
import numpy as np


class Agreement:
    """
    Counts over many frames.

    :param margin: distance from the reference's borders up to which pixels count
        as near one [px].
    """

    def __init__(self, margin: float) -> None:
        self._margin = margin
        self._same = self._all = self._same_inside = self._inside = 0
        self._classes: set[int] = set()

    def update(self, labels: np.ndarray, reference: np.ndarray) -> None:
        """
        Compare one frame.

        :param labels: (H, W) uint8 class ids.
        :param reference: like ``labels``; its borders are those that count.
        """
        same = labels == reference
        inside = border_distance(reference) > self._margin
        self._same += int(np.count_nonzero(same))
        self._all += same.size
        self._same_inside += int(np.count_nonzero(same & inside))
        self._inside += int(np.count_nonzero(inside))
        self._classes.update(np.unique(reference).tolist())

    def to_dict(self) -> dict[str, float | None]:
        """
        Give the share of equal labels, of all pixels and of those away from borders.

        ``classes`` tells how many the reference has: with one alone, as an untrained
        net may give, that the labels are equal says nothing.
        """
        return {
            'all': _share(self._same, self._all),
            'away_from_borders': _share(self._same_inside, self._inside),
            'share_away_from_borders': _share(self._inside, self._all),
            'classes': len(self._classes),
        }


def border_distance(labels: np.ndarray) -> np.ndarray:
    """
    Measure how far each pixel's centre is from the nearest other label.

    :param labels: (H, W) uint8 class ids.
    :returns: (H, W) float32, 0.5 at a straight border; the image's own edge is none.
    """
    # Where a 3x3 neighbourhood holds one label only, no border passes the pixel.
    neighbourhood = np.ones((3, 3), np.uint8)
    is_inner = cv2.erode(labels, neighbourhood) == cv2.dilate(labels, neighbourhood)
    if is_inner.all():
        return np.full(labels.shape, np.inf, np.float32)
    distance = cv2.distanceTransform(is_inner.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return distance + np.float32(0.5)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 5) if whole else None
