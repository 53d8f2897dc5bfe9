# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A camera's intrinsics on the grid of another image of the same view.

Cutting out a region, binning and resizing move the pixel (u, v, 1) by a matrix
of scale and shift, and K and P are multiplied by the same one. Pixel (0, 0) is
the centre of the first pixel, so a scale keeps the outer edge at -0.5, not the
point 0. The same holds for binning, which joins neighbouring pixels into one
whose centre is theirs.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np

from seg_node.core.errors import CameraInfoError
from seg_node.core.image_size import format_size, MAX_PIXELS

# No camera has longer ones, or greater intrinsics.
_MAX_SIDE = 1 << 16
_MAX_INTRINSIC = 1e12


class RegionOfInterest(Protocol):
    """The fields of sensor_msgs/RegionOfInterest that say where it is."""

    x_offset: int
    y_offset: int
    width: int
    height: int


class CameraInfoMessage(Protocol):
    """The fields of sensor_msgs/CameraInfo that say which pixel sees which direction."""

    width: int
    height: int
    distortion_model: str
    d: Any
    k: Any
    p: Any
    binning_x: int
    binning_y: int
    roi: RegionOfInterest


class Intrinsics(NamedTuple):
    """K (3 x 3) and P (3 x 4) of a CameraInfo, row by row."""

    k: tuple[float, ...]
    p: tuple[float, ...]


def intrinsics_on_grid(
    info: CameraInfoMessage, frame_size: tuple[int, int], grid_size: tuple[int, int]
) -> Intrinsics:
    """
    Give the intrinsics of a frame that was resized.

    Distortion and rectification act on coordinates that no resizing changes,
    so they hold as they are. Intrinsics that are all zero, those of a camera
    that is not calibrated, stay so.

    :param info: of the camera; binning 0 is none, and a region without width
        or height reaches to the image's end.
    :param frame_size: (width, height) of the camera's frame [px].
    :param grid_size: (width, height) that it was resized to [px].
    :returns: for a whole image of ``grid_size``, with neither binning nor region.
    :raises CameraInfoError: if region and binning do not give ``frame_size``, or values are
        of no camera.
    """
    _check_sides(info)
    _check_values('K', info.k)
    _check_values('P', info.p)
    _check_size(info, frame_size)
    offset = info.roi.x_offset, info.roi.y_offset
    to_grid = _scale(grid_size, frame_size) @ _scale((1, 1), _binning(info)) @ _shift(offset)
    k = to_grid @ np.reshape(info.k, (3, 3))
    p = to_grid @ np.reshape(info.p, (3, 4))
    return Intrinsics(tuple(k.ravel().tolist()), tuple(p.ravel().tolist()))


def image_size(info: CameraInfoMessage) -> tuple[int, int]:
    """
    Say which size the images have that a camera publishes.

    :param info: of the camera; binning and region as for ``intrinsics_on_grid``.
    :returns: width and height [px], of the region or the whole image, divided by the binning
        and rounded down.
    :raises CameraInfoError: if no image has that size.
    """
    _check_sides(info)
    width, height = _binned_size(info)
    if not 1 <= width * height <= MAX_PIXELS:
        raise CameraInfoError(
            f'camera_info is for images of {_describe_size(info)}: set the size of its images, 1 '
            f'to {MAX_PIXELS} pixels, in the camera driver'
        )
    return width, height


def _check_sides(info: CameraInfoMessage) -> None:
    roi = info.roi
    if max(info.width, info.height) > _MAX_SIDE:
        raise CameraInfoError(
            f'camera_info is for images of {info.width}x{info.height}, more than {_MAX_SIDE} a '
            'side: set the width and height of the whole image in the camera driver'
        )
    ends = roi.x_offset + roi.width, roi.y_offset + roi.height
    if ends[0] > info.width or ends[1] > info.height:
        raise CameraInfoError(
            f'camera_info has a region of {roi.width}x{roi.height} at ({roi.x_offset}, '
            f'{roi.y_offset}), which does not fit in its {info.width}x{info.height}: set the '
            'region in pixels of the whole image, before binning, in the camera driver'
        )


def _check_values(name: str, values: Any) -> None:
    for value in map(float, values):
        if not abs(value) <= _MAX_INTRINSIC:  # true of NaN too
            raise CameraInfoError(
                f'camera_info has {value} in {name}: calibrate the camera, or leave {name} all '
                'zero'
            )


def _check_size(info: CameraInfoMessage, frame_size: tuple[int, int]) -> None:
    # Drivers differ in whether pixels that do not fill a bin make one more.
    sides = zip(_region_size(info), _binning(info), frame_size, strict=True)
    if all(abs(side - binned * factor) < factor for side, factor, binned in sides):
        return
    raise CameraInfoError(
        f'camera_info is for images of {_describe_size(info)}, and frames have '
        f'{format_size(frame_size)}: remap camera_info to that of the same camera and size'
    )


def _describe_size(info: CameraInfoMessage) -> str:
    whole, region = format_size((info.width, info.height)), format_size(_region_size(info))
    origin = f'{whole}, region {region}, binning {format_size(_binning(info))}'
    return f'{format_size(_binned_size(info))} ({origin})'


def _binned_size(info: CameraInfoMessage) -> tuple[int, int]:
    (width, height), (columns, rows) = _region_size(info), _binning(info)
    return width // columns, height // rows


def _region_size(info: CameraInfoMessage) -> tuple[int, int]:
    roi = info.roi
    return roi.width or info.width - roi.x_offset, roi.height or info.height - roi.y_offset


def _binning(info: CameraInfoMessage) -> tuple[int, int]:
    return info.binning_x or 1, info.binning_y or 1


def _scale(new: tuple[int, int], old: tuple[int, int]) -> np.ndarray:
    x, y = new[0] / old[0], new[1] / old[1]
    return np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]])


def _shift(offset: tuple[int, int]) -> np.ndarray:
    return np.array([[1, 0, -offset[0]], [0, 1, -offset[1]], [0, 0, 1]])
