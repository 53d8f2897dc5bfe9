# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How frames get to the network's size, and maps back to the camera's."""

import cv2
import numpy as np


def nearest_indices(length: int, new_length: int) -> np.ndarray:
    """
    Say which old pixel's centre lies nearest to each new one's, along one axis.

    Integers alone decide, so every runtime that gathers with these indices
    gives the same map to the bit. A new centre halfway between two old ones
    takes the second.

    :param length: of the axis before [px].
    :param new_length: of the axis after [px].
    :returns: (new_length,) int64, floor((i + 0.5) * length / new_length).
    """
    return (2 * np.arange(new_length, dtype=np.int64) + 1) * length // (2 * new_length)


def resize_nearest(values: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """
    Resize a map by ``nearest_indices``, with no value that was not there before.

    :param values: (h, w) uint8, e.g. class ids or a mask.
    :param size: (width, height) of the result [px].
    :returns: (height, width) uint8, a copy even where the size stays.
    """
    width, height = size
    columns = nearest_indices(values.shape[1], width)
    rows = nearest_indices(values.shape[0], height)
    # OpenCV's INTER_NEAREST and INTER_NEAREST_EXACT both miss the formula at sizes like
    # 512x288 -> 1920x1080. Columns are taken as rows of the transpose, because whole rows
    # are copied at once: 0.19 ms there, against 0.8 ms in place and 1.0 ms in OpenCV.
    wide = cv2.transpose(cv2.transpose(values).take(columns, axis=0))
    return wide.take(rows, axis=0)


def resize_frame(frame: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """
    Resize a camera's frame to the network's input, as every backend for CPUs does.

    :param frame: (H, W, 3) uint8.
    :param size: (width, height) of the result [px].
    :returns: (height, width, 3) uint8; the frame itself where the size stays.
    """
    if (frame.shape[1], frame.shape[0]) == size:
        return frame
    return cv2.resize(frame, size, interpolation=cv2.INTER_LINEAR)
