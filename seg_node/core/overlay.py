# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Label images and drivable areas as pictures for people."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from seg_node.core.label_set import UNLABELLED

_OUTLINE_COLOUR = (40, 230, 90)
_OUTLINE_EDGE_COLOUR = (255, 255, 255)


def colour_labels(labels: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """
    Draw each pixel in its class's colour.

    :param labels: (H, W) uint8 class ids.
    :param palette: (256, 3) uint8 RGB by id, as ``LabelSet.palette`` gives it.
    :returns: (H, W, 3) uint8 RGB.
    """
    # 3.3 ms at 1080p; cv2.LUT takes 9.9 ms, palette.take 12 ms and palette[labels] 38 ms.
    return cv2.applyColorMap(labels, palette.reshape(256, 1, 3))


def draw_overlay(
    image: np.ndarray,
    labels: np.ndarray,
    palette: np.ndarray,
    opacity: float = 0.5,
    drivable: np.ndarray | None = None,
) -> np.ndarray:
    """
    Blend the classes' colours over the camera's image and outline the drivable area.

    Unlabelled pixels keep the image as it is.

    :param image: (H, W, 3) uint8 RGB.
    :param labels: (H, W) uint8 class ids, 255 unlabelled.
    :param palette: (256, 3) uint8 RGB by id.
    :param opacity: of the class colours, in [0, 1].
    :param drivable: (H, W) uint8, 255 where drivable; None for no outline.
    :returns: (H, W, 3) uint8 RGB.
    """
    colours = colour_labels(labels, palette)
    cv2.copyTo(image, (labels == UNLABELLED).view(np.uint8), colours)
    overlay = cv2.addWeighted(image, 1 - opacity, colours, opacity, 0)
    if drivable is not None:
        _draw_outline(overlay, drivable)
    return overlay


def highlight(
    image: np.ndarray, areas: Sequence[tuple[np.ndarray, tuple[int, int, int]]]
) -> np.ndarray:
    """
    Show areas in colours and the rest of the image darker.

    :param image: (H, W, 3) uint8 RGB.
    :param areas: each an (H, W) uint8 mask, 0 outside, and its RGB colour.
    :returns: (H, W, 3) uint8 RGB.
    """
    picture = image // 2
    for mask, colour in areas:
        coloured = cv2.addWeighted(image, 0.5, np.full_like(image, colour), 0.5, 0)
        cv2.copyTo(coloured, mask, picture)
    return picture


def _draw_outline(image: np.ndarray, mask: np.ndarray) -> None:
    """Draw green on white, which stands out from any class colour, bright or dark."""
    width = max(1, round(min(mask.shape) / 240))
    # The area goes on beyond the picture, so the padding moves its outline out of there.
    pad = 3 * width
    padded = cv2.copyMakeBorder(mask, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    outlines, _ = cv2.findContours(
        padded, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE, offset=(-pad, -pad)
    )
    for colour, thickness in ((_OUTLINE_EDGE_COLOUR, 3 * width), (_OUTLINE_COLOUR, width)):
        cv2.drawContours(image, outlines, -1, colour, thickness, cv2.LINE_AA)
