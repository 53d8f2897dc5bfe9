# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What may have been done to the pictures of one run to give those of another."""

from __future__ import annotations

from collections import Counter, deque

import cv2
import numpy as np

from seg_node.core.image_size import format_size
from seg_node.replay.packed_map import pack, unpack
from seg_node.replay.records import FrameRecord

_REACH = 4
"""Greatest shift that is looked for, in each direction [px]."""
_LATEST = 3
"""Most frames that pictures are looked for before and after."""
_LEFT = 0.25
"""Of the difference, the most that a shift may leave."""
_LEAST = 0.9
"""Of the changed frames that can tell, the part that an explanation must hold for."""
_SWAPPED = 'of swapped channels: red and blue are exchanged before the node'


class InputEvidence:
    """Gathers evidence over the frames whose picture has changed, with a few digests in memory."""

    def __init__(self) -> None:
        self._tried: Counter[str] = Counter()
        self._right: Counter[str] = Counter()
        self._sizes: Counter[tuple[str, str]] = Counter()
        self._last: deque[tuple[str, str]] = deque(maxlen=_LATEST)

    def look_at(self, before: FrameRecord, now: FrameRecord) -> None:
        """Look at one frame of both runs."""
        if before.image != now.image:
            self._try(_SWAPPED, _is_swapped(before, now))
            self._try_delays(before.image, now.image)
            if before.profiles and now.profiles:
                self._sizes[_size(before.profiles), _size(now.profiles)] += 1
                self._try_shifts(_shift(before.profiles, now.profiles))
        self._last.appendleft((before.image, now.image))

    def explanation(self) -> str:
        """Say what was done to the pictures; empty if nothing explains them."""
        return self._other_size() or self._likeliest()

    def _likeliest(self) -> str:
        likely = {words: right / self._tried[words] for words, right in self._right.items()}
        best = max(likely, key=lambda words: likely[words], default='')
        return best if likely.get(best, 0) >= _LEAST else ''

    def _other_size(self) -> str:
        for (before, now), count in self._sizes.most_common(1):
            if before != now and count >= _LEAST * self._sizes.total():
                return f'{now}, were {before}'
        return ''

    def _try(self, words: str, is_right: bool) -> None:
        self._tried[words] += 1
        self._right[words] += is_right

    def _try_delays(self, before: str, now: str) -> None:
        for count, (earlier, earlier_now) in enumerate(self._last, start=1):
            frames = f'{count} frame{"s" * (count > 1)}'
            self._try(f'{frames} late', now == earlier)
            self._try(f'{frames} early', before == earlier_now)

    def _try_shifts(self, found: tuple[int, int]) -> None:
        for dy in range(-_REACH, _REACH + 1):
            for dx in range(-_REACH, _REACH + 1):
                if dx or dy:
                    self._try(f'shifted by ({dx}, {dy}) px', (dx, dy) == found)


def picture_profiles(image: np.ndarray) -> str:
    """
    Pack the mean brightness of each column and of each row, by which a shift is known.

    :param image: (H, W, 3) uint8 RGB.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    # In 1/256, since neighbours differ by little.
    axes = (cv2.reduce(grey, axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F) for axis in (0, 1))
    means = np.concatenate([axis.ravel() for axis in axes])
    values = np.round(256 * means).astype('<u2')
    return f'{grey.shape[1]} {pack(values.view(np.uint8)[np.newaxis])}'


def _unpack_profiles(text: str) -> tuple[np.ndarray, np.ndarray]:
    width, _, packed = text.partition(' ')
    values = unpack(packed)[0].view('<u2').astype(np.int32)
    return values[: int(width)], values[int(width) :]


def _size(profiles: str) -> str:
    columns, rows = _unpack_profiles(profiles)
    return format_size((len(columns), len(rows)))


def _shift(before: str, now: str) -> tuple[int, int]:
    """Tell by how many pixels a picture was moved; (0, 0) if its profiles are no moved ones."""
    profiles = zip(_unpack_profiles(before), _unpack_profiles(now), strict=True)
    left = [_left_by_shift(old, new) for old, new in profiles]
    if not all(left):
        return 0, 0
    dx, dy = (min(axis, key=lambda shift: (axis[shift], abs(shift))) for axis in left)
    as_is, best = left[0][0] + left[1][0], left[0][dx] + left[1][dy]
    return (dx, dy) if best <= _LEFT * as_is else (0, 0)


def _left_by_shift(old: np.ndarray, new: np.ndarray) -> dict[int, float]:
    """Give the mean difference of two profiles, by how far one is moved; empty if sizes differ."""
    if old.shape != new.shape or len(old) <= 2 * _REACH:
        return {}
    # Their slopes, since what came in at an edge makes all columns or rows brighter.
    old, new = np.diff(old), np.diff(new)
    middle = old[_REACH:-_REACH]
    return {
        shift: float(abs(new[_REACH + shift : len(new) - _REACH + shift] - middle).mean())
        for shift in range(-_REACH, _REACH + 1)
    }


def _is_swapped(before: FrameRecord, now: FrameRecord) -> bool:
    old, new = list(before.channel_sums), list(now.channel_sums)
    return old != new and old[::-1] == new
