# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames in memory as a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seg_node.core.label_set import LabelSet
from seg_node.sources.frame_source import Frame


@dataclass
class FrameList:
    """A source of frames that are in memory."""

    frames: list[Frame]
    label_set: LabelSet | None = None
    rate_hz: float = 10.0
    name: str = 'frames'

    def __len__(self) -> int:
        return len(self.frames)

    def __iter__(self) -> Iterator[Frame]:
        return iter(self.frames)
