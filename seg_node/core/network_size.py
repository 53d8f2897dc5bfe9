# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""At which size a frame is segmented."""

from functools import lru_cache
import math

_INVISIBLE_DISTORTION = 0.005


@lru_cache(maxsize=16)
def network_size(
    frame_size: tuple[int, int], nominal_size: tuple[int, int], stride: int
) -> tuple[int, int]:
    """
    Choose the network input for a camera: its own aspect ratio, about as many pixels.

    Sizes with 3/4 to 4/3 of the nominal pixel count compete. The least
    distorted wins; distortions under half a percent count as none, and among
    equals the pixel count nearest to the nominal one wins.

    :param frame_size: (width, height) of the camera's frames [px].
    :param nominal_size: (width, height) that the net was made for [px],
        multiples of ``stride``.
    :param stride: both sides of the result are multiples of this [px].
    :returns: (width, height) [px].
    """
    aspect = frame_size[0] / frame_size[1]
    nominal_area = nominal_size[0] * nominal_size[1]

    def badness(size: tuple[int, int]) -> tuple[float, float]:
        width, height = size
        distortion = abs(math.log(width / height / aspect))
        area_error = abs(math.log(width * height / nominal_area))
        return max(distortion, _INVISIBLE_DISTORTION), area_error

    cells = nominal_area // stride**2
    fewest, most = -(-3 * cells // 4), 4 * cells // 3
    candidates = (
        (columns * stride, rows * stride)
        for rows in range(1, most + 1)
        for columns in range(-(-fewest // rows), most // rows + 1)
    )
    return min(candidates, key=badness)
