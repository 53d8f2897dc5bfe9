# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is kept of a replayed frame: enough to tell where and how another run differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import Any

import numpy as np

OUTPUTS = ('mask', 'confidence', 'drivable_area')
"""What is compared of each frame."""
MAPS = ('mask', 'drivable_area')
"""Those of which thumbnails are kept."""
GROUND = ('drivable_grid', 'drivable_scan')
"""What is compared too where both runs looked at the ground, and a frame shows it."""
TEMPORAL = ('drivable_area', *GROUND)
"""Outputs in which what was seen of a frame changes those after it."""


@dataclass(frozen=True)
class FrameRecord:
    """
    A frame and what came out of it.

    :param index: of the frame in its source, from 0; broken ones count.
    :param stamp_ns: that it was segmented with [ns].
    :param image: digest of the decoded picture.
    :param channel_sums: of its red, green and blue bytes, by which swapped channels are known.
    :param digests: of each output, by name.
    :param pixels: of each published class that is in the mask, by name.
    :param drivable_share: pixels of the drivable area / all, in [0, 1].
    :param mean_confidence: in [0, 1].
    :param infer_ms: time for net and maps [ms]; 0 of a live replay, where the node does not tell.
    :param thumbnails: packed, of each of ``MAPS``.
    :param profiles: of the picture's brightness, by which a shift is known; of some frames only,
        else empty.
    :param whole_mask: packed, at full size; of some frames only, else empty.
    :param truth: of each class of the model, pixels that are in mask and truth, and in either;
        empty without truth.
    :param latency_ms: from the frame's sending to the arrival of its mask [ms]; None offline.
    """

    index: int
    stamp_ns: int
    image: str
    channel_sums: tuple[int, ...]
    digests: Mapping[str, str]
    pixels: Mapping[str, int]
    drivable_share: float
    mean_confidence: float
    infer_ms: float
    thumbnails: Mapping[str, str]
    profiles: str = ''
    whole_mask: str = ''
    truth: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    latency_ms: float | None = None


@dataclass(frozen=True)
class BrokenFrame:
    """
    A frame that nothing came out of.

    :param index: of the frame in its source, from 0.
    :param fault: why.
    """

    index: int
    fault: str


@dataclass(frozen=True)
class LostFrame:
    """
    A frame that a node was sent and did not answer, which tells nothing of its maps.

    :param index: of the frame in its source, from 0.
    :param stamp_ns: that it was sent with [ns].
    :param why: as far as the node tells.
    """

    index: int
    stamp_ns: int
    why: str


Record = FrameRecord | BrokenFrame | LostFrame


def digest(values: np.ndarray) -> str:
    """Give a digest of an array's bytes and shape."""
    content = blake2b(repr(values.shape).encode(), digest_size=16)
    content.update(np.ascontiguousarray(values).data)
    return content.hexdigest()


def to_dict(record: Record) -> dict[str, Any]:
    """Give what JSON can hold, without fields that are empty."""
    return {name: value for name, value in asdict(record).items() if value not in ('', {}, None)}


def from_dict(values: Mapping[str, Any]) -> Record:
    """
    Read what ``to_dict`` gave and JSON held.

    :raises TypeError: if fields are missing or unknown.
    :raises KeyError: if an output has no digest or thumbnail.
    """
    if 'fault' in values:
        return BrokenFrame(**values)
    if 'why' in values:
        return LostFrame(**values)
    record = FrameRecord(**values)
    for name in OUTPUTS:
        record.digests[name]
    for name in (*MAPS, *(record.digests.keys() & GROUND)):
        record.thumbnails[name]
    truth = {name: tuple(counts) for name, counts in record.truth.items()}
    return replace(
        record,
        channel_sums=tuple(record.channel_sums),
        truth=truth,
    )
