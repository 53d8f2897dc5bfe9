# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Two replays of a drive, frame by frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappush, heappushpop
from itertools import zip_longest

from seg_node.replay.input_evidence import InputEvidence
from seg_node.replay.live.loss_reasons import FAILED
from seg_node.replay.map_evidence import MapEvidence
from seg_node.replay.packed_map import disagreement, unpack
from seg_node.replay.records import (
    BrokenFrame,
    FrameRecord,
    GROUND,
    LostFrame,
    MAPS,
    OUTPUTS,
    Record,
    TEMPORAL,
)
from seg_node.replay.shared_history import SharedHistory
from seg_node.replay.tolerances import Tolerances

_NAMED = 10


@dataclass(frozen=True, order=True)
class FrameDifference:
    """
    A frame that differs by more than it may.

    :param extent: by which differences are ordered; 1 for a frame that only one run has.
    :param index: of the frame.
    :param words: what differs.
    """

    extent: float
    index: int
    words: str


class Comparison:
    """
    Takes pairs of records in order; memory does not grow with their number.

    :param tolerances: that decide which frames differ.
    :param swapped: what swapped channels would have given before, as ``MapEvidence`` takes it.
    :param has_ground: whether both runs looked at the ground.
    :param memory_s: of the drivable area, in the run that remembers for longer [s].
    """

    def __init__(
        self,
        tolerances: Tolerances,
        swapped: Mapping[str, str],
        has_ground: bool = False,
        memory_s: float = 0.0,
    ) -> None:
        self._tolerances = tolerances
        self.compared_outputs = (*OUTPUTS, *GROUND) if has_ground else OUTPUTS
        self._history = SharedHistory(memory_s)
        self.inputs = InputEvidence()
        """Of what was done to pictures."""
        self._evidence = {name: MapEvidence(name, swapped) for name in MAPS}
        self._worst: list[FrameDifference] = []
        self.frame_count = 0
        """Of those that were compared."""
        self.lost_count = 0
        """Frames that a live run lost, which tell nothing."""
        self.broken_count = 0
        """Frames that neither run could segment."""
        self.areas_left_out = 0
        """Frames whose drivable area remembers others before and now."""
        self.first_different: list[int] = []
        """Indices of the first frames that differ."""
        self.different_count = 0
        self.outputs: Counter[str] = Counter()
        """In how many frames each output differs."""
        self.same_input: Counter[str] = Counter()
        """The same among the frames whose picture is the same."""
        self.classes: Counter[str] = Counter()
        """By how many pixels each class grew."""
        self.changed_inputs: list[int] = []
        """Indices of the first frames whose picture differs."""
        self.changed_input_count = 0
        self._extents = 0.0
        self.unpaired_count = 0
        """Frames that both runs have and only one could segment."""
        self.lengths = (0, 0)
        """Frames of the drive before and now."""

    def add(self, before: Record | None, now: Record | None) -> FrameDifference | None:
        """
        Compare one frame; None where a run has none.

        :returns: how it differs, if that is more than it may.
        """
        lengths = self.lengths
        self.lengths = lengths[0] + (before is not None), lengths[1] + (now is not None)
        if isinstance(before, LostFrame) or isinstance(now, LostFrame):
            self._history.lose(before, now)
            if not _fails_now(before, now):
                self.lost_count += 1
                return None
        # Why may be told in other words, as they name the recording's path.
        if isinstance(before, BrokenFrame) and isinstance(now, BrokenFrame):
            self.broken_count += 1
            return None
        self.frame_count += 1
        if isinstance(before, FrameRecord) and isinstance(now, FrameRecord):
            difference = self._compare(before, now)
        else:
            difference = self._compare_unpaired(before, now)
        if difference:
            self._note(difference)
        return difference

    def add_all(self, before: Iterable[Record], now: Iterable[Record]) -> None:
        """Compare all frames of two runs."""
        for pair in zip_longest(before, now):
            self.add(*pair)

    @property
    def is_same(self) -> bool:
        """Whether no more frames differ than may."""
        return self.different_count <= self._tolerances.frames * self.frame_count

    @property
    def mean_extent(self) -> float:
        """By how much the frames differ on average, in [0, 1]."""
        return self._extents / max(self.frame_count, 1)

    @property
    def worst(self) -> list[FrameDifference]:
        """Give those that differ most, the worst first."""
        return sorted(self._worst, reverse=True)

    def explanation(self, name: str) -> str:
        """Say what was done to one of ``MAPS``; empty if it cannot be told."""
        return self._evidence[name].explanation()

    def _compare_unpaired(self, before: Record | None, now: Record | None) -> FrameDifference:
        self.unpaired_count += bool(before and now)
        index = next(record.index for record in (before, now) if record)
        return FrameDifference(1.0, index, f'before: {_state(before)}, now: {_state(now)}')

    def _compare(self, before: FrameRecord, now: FrameRecord) -> FrameDifference | None:
        compared = self._compared_outputs(before, now)
        evidence = {name: item for name, item in self._evidence.items() if name in compared}
        extents = {name: item.look_at(before, now) for name, item in evidence.items()}
        extents['confidence'] = abs(before.mean_confidence - now.mean_confidence)
        extents |= {name: _extent(name, before, now) for name in compared if name in GROUND}
        changed = [name for name in compared if before.digests.get(name) != now.digests.get(name)]
        self.inputs.look_at(before, now)
        is_same_input = before.image == now.image
        if not is_same_input:
            self._note_input(now.index)
        different = [name for name in changed if not self._is_tolerated(name, extents[name])]
        self.outputs.update(different)
        if is_same_input:
            self.same_input.update(different)
        if not different:
            return None
        self.classes.update(now.pixels)
        self.classes.subtract(before.pixels)
        shares = (f'{name} by {extents[name]:.2%}' for name in different)
        extent = max(extents[name] for name in different)
        return FrameDifference(extent, now.index, ', '.join(shares))

    def _compared_outputs(self, before: FrameRecord, now: FrameRecord) -> list[str]:
        if self._history.holds(before, now):
            return list(self.compared_outputs)
        self.areas_left_out += 1
        return [name for name in self.compared_outputs if name not in TEMPORAL]

    def _is_tolerated(self, name: str, extent: float) -> bool:
        """Tell whether a change is small; thumbnails do not show the smallest, hence not at 0."""
        most: float = getattr(self._tolerances, name)
        return 0 < most >= extent

    def _note_input(self, index: int) -> None:
        self.changed_input_count += 1
        if len(self.changed_inputs) < _NAMED:
            self.changed_inputs.append(index)

    def _note(self, difference: FrameDifference) -> None:
        self.different_count += 1
        self._extents += difference.extent
        if len(self.first_different) < _NAMED:
            self.first_different.append(difference.index)
        if len(self._worst) < _NAMED:
            heappush(self._worst, difference)
        else:
            heappushpop(self._worst, difference)


def _extent(name: str, before: FrameRecord, now: FrameRecord) -> float:
    """Give the share of a map that differs; 1 if only one run knows it."""
    if name not in before.thumbnails or name not in now.thumbnails:
        return 1.0
    return disagreement(unpack(before.thumbnails[name]), unpack(now.thumbnails[name]))


def _fails_now(before: Record | None, now: Record | None) -> bool:
    """Tell whether a net that had segmented a frame fails on it, which no speed excuses."""
    is_failed = isinstance(now, LostFrame) and now.why == FAILED
    return is_failed and isinstance(before, FrameRecord)


def _state(record: Record | None) -> str:
    if record is None:
        return 'not there'
    if isinstance(record, LostFrame):
        return record.why
    return record.fault if isinstance(record, BrokenFrame) else 'segmented'
