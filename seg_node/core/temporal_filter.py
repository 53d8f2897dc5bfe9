# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which pixels are drivable, by their probability in this frame and what was decided before."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from seg_node.core.drivable_area import at_least, DrivableAreaParameters

_NEW_SHARE = 0.75
"""Of this frame in a probability that rises; the rest is the last frame's."""
_BLOCK = 8
"""Side of the blocks in which motion is looked for [px of the map]."""
_STILL = 4
"""Mean change of grey in a block up to which it stands still [levels of 255]."""


class Moment(NamedTuple):
    """
    What a frame is, beside its map.

    :param image: (H, W, 3) uint8 RGB.
    :param stamp_ns: when it was taken [ns].
    :param class_ids: of the set that the map is of.
    """

    image: np.ndarray
    stamp_ns: int
    class_ids: tuple[int, ...]


class _Memory(NamedTuple):
    """
    What is kept of a frame.

    :param meaning: of the mask; memory of another meaning is worth nothing.
    :param stamp_ns: of the frame [ns].
    :param probability: (h, w) uint8.
    :param grey: (h, w) uint8, the picture.
    :param mask: (h, w) uint8, what was drivable.
    """

    meaning: tuple[object, ...]
    stamp_ns: int
    probability: np.ndarray
    grey: np.ndarray
    mask: np.ndarray


class DrivableFilter:
    """
    Decides which pixels are drivable, frame after frame of one stream.

    What has less than the threshold in a frame is not drivable in it: so the
    mask is a part of the one that the frame alone gives. What was not drivable
    must pass a higher threshold, and with a probability that rises over two
    frames where the picture stands still. Without memory every pixel must pass
    the higher one.
    """

    def __init__(self) -> None:
        self._memory: _Memory | None = None

    def forget(self) -> None:
        """Take the next frame for the first one."""
        self._memory = None

    def decide(
        self, probability: np.ndarray, parameters: DrivableAreaParameters, moment: Moment
    ) -> np.ndarray:
        """
        Mark what is drivable in the next frame; call it once per frame.

        Memory counts for later frames only, of the same sizes, classes, thresholds
        and parts that show the robot, and for ``parameters.memory_s``.

        :param probability: (h, w) uint8, 255 stands for 1; is kept.
        :returns: (h, w) uint8, 255 where drivable and 0 elsewhere.
        """
        shape = probability.shape
        # The seed has no part in the decision, and moves with a camera that moves.
        settings = (parameters.threshold, parameters.gain_margin, parameters.self_polygons)
        meaning = (*settings, moment.class_ids, shape, moment.image.shape)
        grey = _grey(moment.image, shape)
        mask = at_least(probability, parameters.gain_threshold)
        memory = self._memory
        if (
            memory is not None
            and memory.meaning == meaning
            and 0 < moment.stamp_ns - memory.stamp_ns <= parameters.memory_s * 1e9
        ):
            risen = _rise(probability, grey, memory)
            gained = at_least(risen, parameters.gain_threshold)
            kept = cv2.bitwise_and(memory.mask, at_least(probability, parameters.threshold))
            mask = cv2.bitwise_or(kept, gained)
        self._memory = _Memory(meaning, moment.stamp_ns, probability, grey, mask)
        return mask


def _rise(probability: np.ndarray, grey: np.ndarray, memory: _Memory) -> np.ndarray:
    """Let a probability fall at once, and rise in two steps where the picture stands still."""
    mixed = cv2.addWeighted(probability, _NEW_SHARE, memory.probability, 1 - _NEW_SHARE, 0)
    return cv2.copyTo(probability, _moved(grey, memory.grey), cv2.min(probability, mixed))


def _moved(grey: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Mark the blocks that changed: (h, w) uint8, 255 where they did."""
    height, width = grey.shape
    blocks = max(1, width // _BLOCK), max(1, height // _BLOCK)
    change = cv2.resize(cv2.absdiff(grey, before), blocks, interpolation=cv2.INTER_AREA)
    moved = cv2.threshold(change, _STILL, 255, cv2.THRESH_BINARY)[1]
    return cv2.resize(moved, (width, height), interpolation=cv2.INTER_NEAREST)


def _grey(image: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Reduce a picture to the map's grid."""
    height, width = shape
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
