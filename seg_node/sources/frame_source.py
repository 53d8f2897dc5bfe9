# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a source of frames is, whatever it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from seg_node.core.camera_geometry import CameraPose, PinholeCamera
from seg_node.core.label_set import LabelSet

FRAME_ID = 'camera_optical'
"""For the headers of frames that came in no messages."""


@dataclass(frozen=True)
class Frame:
    """
    One picture and what is known about it.

    :param image: (H, W, 3) uint8 RGB.
    :param stamp_ns: time within the source [ns], never decreasing.
    :param name: tells the frame from the source's others, e.g. its file's stem.
    :param labels: (H, W) uint8 true class ids, 255 unlabelled; None if unknown.
    :param camera: None if unknown.
    :param pose: of the camera; None if unknown.
    :param frame_id: in the header of its message; empty where it came in none.
    :param recorded_ns: when its message was recorded [ns]; None where it came in none.
    """

    image: np.ndarray
    stamp_ns: int
    name: str
    labels: np.ndarray | None = None
    camera: PinholeCamera | None = None
    pose: CameraPose | None = None
    frame_id: str = ''
    recorded_ns: int | None = None


class FrameSource(Protocol):
    """
    Frames in the order of their stamps; iterating again starts from the first.

    ``len()`` is the number of frames; reading happens while iterating, so a
    long video is never in memory as a whole.
    """

    name: str
    """For people, e.g. the path that was opened."""
    label_set: LabelSet | None
    """The classes of the truth; None where frames have none."""
    rate_hz: float
    """Mean rate of the frames' stamps."""

    def __len__(self) -> int:
        """Count the frames."""
        ...

    def __iter__(self) -> Iterator[Frame]:
        """Read the frames; a ``SourceError`` names the one that cannot be read."""
        ...


@runtime_checkable
class IndexedSource(FrameSource, Protocol):
    """A source whose frames can be read in any order, each at the cost of one."""

    def __getitem__(self, index: int) -> Frame:
        """Read one frame; an ``IndexError`` says that there is none."""
        ...
