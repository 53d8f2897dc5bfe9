# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The most striking frames of a drive, no two of them from the same moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from seg_node.replay.step import Step

_MOST_PARTS = 32

Kept = TypeVar('Kept')


@dataclass(frozen=True)
class Chosen(Generic[Kept]):
    """
    A frame and what is kept of it.

    :param score: by which it was chosen.
    :param index: of the frame.
    :param kept: of it.
    """

    score: float
    index: int
    kept: Kept


class SpreadChoice(Generic[Kept]):
    """
    Keeps the frame of the highest score from each part of a drive.

    The drive is parted into 16 to 32 as it gets longer. What is to be kept of a frame, which
    may be costly, is made when its part is over, so for few frames of a long drive.

    :param keep: makes it.
    """

    def __init__(self, keep: Callable[[Step], Kept]) -> None:
        self._keep = keep
        self._part_size = 1
        self._chosen: dict[int, Chosen[Kept]] = {}
        self._part = 0
        self._candidate: tuple[float, Step] | None = None

    def offer(self, score: float, step: Step) -> None:
        """Look at the next frame; of equal ones the first is kept."""
        index = step.record.index
        if index // self._part_size != self._part:
            self._settle()
            while index >= _MOST_PARTS * self._part_size:
                self._merge()
            self._part = index // self._part_size
        if self._candidate is None or score > self._candidate[0]:
            self._candidate = score, step

    def best(self, count: int) -> list[Chosen[Kept]]:
        """
        Give those of the highest scores, these first.

        :param count: the most to give; close neighbours only if there are no others.
        """
        self._settle()
        apart: list[Chosen[Kept]] = []
        near: list[Chosen[Kept]] = []
        for each in sorted(self._chosen.values(), key=_rank):
            is_near = any(abs(each.index - one.index) < self._part_size for one in apart)
            (near if is_near else apart).append(each)
        return sorted([*apart, *near][:count], key=_rank)

    def _settle(self) -> None:
        if self._candidate is None:
            return
        score, step = self._candidate
        self._candidate = None
        rival = self._chosen.get(self._part)
        if rival is None or score > rival.score:
            self._chosen[self._part] = Chosen(score, step.record.index, self._keep(step))

    def _merge(self) -> None:
        self._part_size *= 2
        merged: dict[int, Chosen[Kept]] = {}
        for part, each in self._chosen.items():
            rival = merged.get(part // 2)
            if rival is None or _rank(each) < _rank(rival):
                merged[part // 2] = each
        self._chosen = merged


def _rank(chosen: Chosen[Kept]) -> tuple[float, int]:
    return -chosen.score, chosen.index
