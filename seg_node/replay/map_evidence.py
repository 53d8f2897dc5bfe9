# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
What may have been done to the masks of one run to give those of another.

Each hypothesis foretells masks: those of the frame before, those moved by some
pixels, those of swapped channels. The one that leaves least of the difference
is believed, if it leaves next to nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seg_node.replay.packed_map import disagreement, unpack
from seg_node.replay.records import FrameRecord

_REACH = 4
"""Greatest shift that is tried, in each direction [px]."""
_LATEST = 3
"""Most frames that masks are looked for before and after."""
_WHOLE_MASKS = 10
"""Of so many that differ shifts are tried."""
_LEFT = 0.25
"""Of the difference, the most that a hypothesis may leave."""
# On CamVid val with the net that ships, true ones left 0 to 0.02 and false ones 0.64 and more.


@dataclass
class _Trial:
    """
    How a hypothesis does over the frames that it was tried on.

    :param as_is: sum of the disagreement without it.
    :param left: the same with it.
    """

    as_is: float = 0.0
    left: float = 0.0

    def add(self, as_is: float, left: float) -> None:
        self.as_is += as_is
        self.left += left


class MapEvidence:
    """
    Gathers evidence frame by frame, with a few thumbnails in memory.

    :param name: of the output, one of ``MAPS``.
    :param swapped: what swapped channels give: packed thumbnails by the index of the frame.
    """

    def __init__(self, name: str, swapped: Mapping[str, str]) -> None:
        self._swapped = swapped
        self._name = name
        self._trials: dict[str, _Trial] = {}
        self._last: deque[tuple[np.ndarray, np.ndarray]] = deque(maxlen=_LATEST)
        self._shifted = 0

    def look_at(self, before: FrameRecord, now: FrameRecord) -> float:
        """
        Look at one frame of both runs.

        :returns: share of the thumbnail's pixels that differ.
        """
        maps = unpack(before.thumbnails[self._name]), unpack(now.thumbnails[self._name])
        as_is = disagreement(*maps)
        if before.image == now.image:
            self._try_late(*maps, as_is)
            if self._name == 'mask':
                self._try_shifts(before, now)
                self._try_swapped(before, maps[1], as_is)
        self._last.appendleft(maps)
        return as_is

    def explanation(self) -> str:
        """Say what was done to the masks; empty if nothing explains them."""
        likely = {
            words: trial.left / trial.as_is
            for words, trial in self._trials.items()
            if trial.as_is > 0 and trial.left <= _LEFT * trial.as_is
        }
        return min(likely, key=lambda words: likely[words], default='')

    def _try(self, words: str, as_is: float, left: float) -> None:
        self._trials.setdefault(words, _Trial()).add(as_is, left)

    def _try_late(self, before: np.ndarray, now: np.ndarray, as_is: float) -> None:
        for count, (earlier, earlier_now) in enumerate(self._last, start=1):
            frames = f'{count} frame{"s" * (count > 1)}'
            self._try(f'{frames} late', as_is, disagreement(earlier, now))
            self._try(f'{frames} early', as_is, disagreement(before, earlier_now))

    def _try_shifts(self, before: FrameRecord, now: FrameRecord) -> None:
        if not (before.whole_mask and now.whole_mask) or self._shifted == _WHOLE_MASKS:
            return
        old, new = unpack(before.whole_mask), unpack(now.whole_mask)
        if old.shape != new.shape or min(old.shape) <= 2 * _REACH or not (old != new).any():
            return
        self._shifted += 1
        height, width = old.shape
        middle = old[_REACH:-_REACH, _REACH:-_REACH]
        as_is = disagreement(middle, new[_REACH:-_REACH, _REACH:-_REACH])
        for dy in range(-_REACH, _REACH + 1):
            for dx in range(-_REACH, _REACH + 1):
                moved = new[_REACH + dy : height - _REACH + dy, _REACH + dx : width - _REACH + dx]
                if dx or dy:
                    self._try(f'shifted by ({dx}, {dy}) px', as_is, disagreement(middle, moved))

    def _try_swapped(self, before: FrameRecord, now: np.ndarray, as_is: float) -> None:
        if str(before.index) in self._swapped:
            foretold = unpack(self._swapped[str(before.index)])
            self._try('those of swapped channels', as_is, disagreement(foretold, now))
