# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a recorded drive, counted, and the first of each kind named."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from statistics import median
from typing import Any

from seg_node.core.stamp_order import StampFault, StampOrder
from seg_node.sources.frame_source import FrameSource
from seg_node.sources.reading import Reading
from seg_node.sources.truth_folder import TruthFolder

_NAMED = 10
_WINDOW, _LEAST_GAPS, _LONG_GAPS = 30, 3, 2.5
_STAMP_KINDS: Mapping[StampFault, str] = {
    StampFault.ZERO: 'stamp is zero',
    StampFault.REPEATED: 'stamp repeats',
    StampFault.BACKWARD: 'stamp goes back',
}


class InputFaults:
    """Counts faults by kind; of each kind the first ones are kept in words."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._named: dict[str, list[str]] = {}
        self._order = StampOrder()
        self._last_ns: int | None = None
        self._gaps_ns: deque[int] = deque(maxlen=_WINDOW)
        self._form = ''
        self._size: tuple[int, ...] = ()

    def note(self, kind: str, words: str) -> None:
        """Count one fault."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        named = self._named.setdefault(kind, [])
        if len(named) < _NAMED:
            named.append(words)

    def look_at(self, index: int, reading: Reading) -> None:
        """
        Look for all that can be wrong with what was read.

        :param index: of the frame in its source.
        """
        if reading.fault:
            self.note('cannot be read', f'frame {index}: {reading.fault}')
        if reading.label_fault:
            self.note('label cannot be used', f'frame {index}: {reading.label_fault}')
        if reading.stamp_ns is not None:
            self._look_at_stamp(index, reading.stamp_ns)
        if reading.form:
            self._form = self._compare('form changes', index, self._form, reading.form)
        if reading.frame:
            height, width, _ = reading.frame.image.shape
            self._size = self._compare('size changes', index, self._size, (width, height))

    def look_at_end(self, source: FrameSource) -> None:
        """Look for truth that none of the frames had use for, when all were looked at."""
        if isinstance(source, TruthFolder):
            for name in source.unused:
                self.note('label file without a frame', name)

    def to_dict(self) -> dict[str, Any]:
        """Give counts, and the first faults of each kind in words."""
        return {
            kind: {'count': count, 'first': self._named[kind]}
            for kind, count in self.counts.items()
        }

    def _look_at_stamp(self, index: int, stamp_ns: int) -> None:
        fault, last_ns = self._order.observe(stamp_ns), self._last_ns
        self._last_ns = stamp_ns
        if fault:
            before = '' if last_ns is None else f' after {last_ns} ns'
            self.note(_STAMP_KINDS[fault], f'frame {index}: {stamp_ns} ns{before}')
        elif last_ns:
            self._look_at_gap(index, stamp_ns - last_ns)

    def _look_at_gap(self, index: int, gap_ns: int) -> None:
        if len(self._gaps_ns) >= _LEAST_GAPS and gap_ns > _LONG_GAPS * median(self._gaps_ns):
            gap_s, usual_s = gap_ns / 1e9, median(self._gaps_ns) / 1e9
            self.note('gap', f'frame {index}: {gap_s:.3f} s, where {usual_s:.3f} s is usual')
        self._gaps_ns.append(gap_ns)

    def _compare(self, kind: str, index: int, before: Any, now: Any) -> Any:
        if before and before != now:
            self.note(kind, f'frame {index}: {now} after {before}')
        return now
