# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The rendered drive through a lens that bends straight lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import numpy as np

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ConfigurationError
from seg_node.core.lens import Lens
from seg_node.sources.frame_source import Frame
from seg_node.sources.rendered_drive.drive import RenderedDrive

_MAX_ANGLE = np.radians(75)


class DistortedDrive:
    """
    Frames of a rendered drive, as a distorted camera in its place sees them.

    Each is rendered through a pinhole that is wide enough and as fine as the
    lens in its middle, and resampled: colours between pixels, labels at the nearest.

    :param lens: of the camera.
    :param make_drive: gives the drive as a pinhole camera sees it.
    :raises ConfigurationError: if the lens sees farther to the side than a pinhole can.
    """

    def __init__(self, lens: Lens, make_drive: Callable[[PinholeCamera], RenderedDrive]) -> None:
        width, height = lens.size
        rows, columns = np.indices((height, width), np.float64)
        directions = lens.directions(np.column_stack((columns.ravel(), rows.ravel())))
        if not (directions[:, 2] >= np.cos(_MAX_ANGLE)).all():
            raise ConfigurationError(
                f'the lens sees more than {np.degrees(_MAX_ANGLE):.0f} degrees to the side, which '
                'cannot be rendered: give a longer focal length or a smaller size'
            )
        plane = directions[:, :2] / directions[:, 2:]
        pinhole = _around(plane, lens.focal_length)
        places = plane * lens.focal_length + (pinhole.cx, pinhole.cy)
        self._maps = places.astype(np.float32).reshape(height, width, 2)
        self.drive = make_drive(pinhole)
        """As the pinhole sees it."""

    def __len__(self) -> int:
        """Count the frames."""
        return len(self.drive)

    def __iter__(self) -> Iterator[Frame]:
        """Drive from the first frame to the last."""
        return map(self._distort, self.drive)

    def __getitem__(self, index: int) -> Frame:
        """Render one of the drive's frames."""
        return self._distort(self.drive[index])

    def _distort(self, frame: Frame) -> Frame:
        assert frame.labels is not None
        image = cv2.remap(frame.image, self._maps, None, cv2.INTER_LINEAR)
        labels = cv2.remap(frame.labels, self._maps, None, cv2.INTER_NEAREST)
        return replace(frame, image=image, labels=labels, camera=None)


def _around(plane: np.ndarray, focal: float) -> PinholeCamera:
    """Make a pinhole camera that sees all points of the plane z = 1, (N, 2)."""
    first = np.floor(plane.min(axis=0) * focal) - 1
    last = np.ceil(plane.max(axis=0) * focal) + 1
    width, height = (last - first + 1).astype(int).tolist()
    cx, cy = (-first).tolist()
    return PinholeCamera(width, height, focal, focal, cx, cy)
