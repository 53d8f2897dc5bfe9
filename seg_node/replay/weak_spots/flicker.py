# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pixels whose class changes from frame to frame though the picture shows the same thing."""

from __future__ import annotations

import cv2
import numpy as np

_FOLLOWED = 16
"""Mean difference of grey up to which a pixel is taken to show what it did [levels of 255]."""
_LEAST_FOLLOWED = 0.1
"""Share of pixels without which nothing is said of a frame."""
_LEAST_SIDE = 32
"""Of a map; in smaller ones the flow has nothing to go by [px]."""


class Flicker:
    """
    Compares each frame with the one before, moved as the picture did.

    Dense optical flow follows each pixel back; those where the two pictures differ then (hidden
    before, lost, lit otherwise) do not count.

    Source: the temporal consistency of Liu et al., Efficient Semantic Video Segmentation with
    Per-frame Inference, arXiv:2002.11433, without its reference; flow of Kroeger et al., Fast
    Optical Flow using Dense Inverse Search, arXiv:1603.03590, as OpenCV has it.
    """

    def __init__(self) -> None:
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        self._before: tuple[np.ndarray, np.ndarray] | None = None

    def forget(self) -> None:
        """Take the next frame for the first one."""
        self._before = None

    def measure(self, image: np.ndarray, labels: np.ndarray) -> float:
        """
        Compare the next frame.

        :param image: (H, W, 3) uint8 RGB.
        :param labels: (h, w) uint8 class ids, on any grid.
        :returns: pixels whose class changed / those that could be followed; nan if these are
            too few, or there is no frame before of the same grid.
        """
        height, width = labels.shape
        grey = _grey(image, (width, height))
        before, self._before = self._before, (grey, labels)
        if before is None or before[0].shape != grey.shape or min(grey.shape) < _LEAST_SIDE:
            return float('nan')
        return self._compare(grey, labels, *before)

    def _compare(
        self,
        grey: np.ndarray,
        labels: np.ndarray,
        grey_before: np.ndarray,
        labels_before: np.ndarray,
    ) -> float:
        came_from = _grid(grey.shape) + self._flow.calc(grey, grey_before, None)
        expected = _fetch(grey_before, came_from, cv2.INTER_LINEAR)
        difference = cv2.blur(cv2.absdiff(grey, expected), (3, 3))
        is_followed = (difference <= _FOLLOWED) & _is_inside(came_from)
        if np.count_nonzero(is_followed) < _LEAST_FOLLOWED * grey.size:
            return float('nan')
        changes = labels != _fetch(labels_before, came_from, cv2.INTER_NEAREST)
        return float(np.count_nonzero(changes & is_followed) / np.count_nonzero(is_followed))


def _grey(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)


def _grid(shape: tuple[int, ...]) -> np.ndarray:
    """Give each pixel's own coordinates: (h, w, 2) float32, x before y."""
    rows, columns = np.indices(shape, np.float32)
    return np.stack([columns, rows], axis=-1)


def _is_inside(places: np.ndarray) -> np.ndarray:
    height, width = places.shape[:2]
    return np.all((places >= 0) & (places <= (width - 1, height - 1)), axis=-1)


def _fetch(map_before: np.ndarray, places: np.ndarray, method: int) -> np.ndarray:
    return cv2.remap(map_before, places, None, method, borderMode=cv2.BORDER_REPLICATE)
