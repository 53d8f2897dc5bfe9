# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whether two runs remember the same frames, so that what depends on memory can be compared."""

from __future__ import annotations

from seg_node.replay.records import FrameRecord


class SharedHistory:
    """
    What a node remembers of frames is another thing once one was lost.

    So after a frame that either run lost, outputs with a memory are not compared until both
    runs have forgotten: until the frame before, as either run had it, is farther back than
    memory reaches, or its stamp is not earlier.

    :param memory_s: of the run that remembers for longer [s]; 0 if none does.
    """

    def __init__(self, memory_s: float) -> None:
        self._memory_ns = memory_s * 1e9
        self._last_ns: list[int | None] = [None, None]
        self._is_shared = True

    def lose(self, before: object, now: object) -> None:
        """Note a frame that a run lost; who has it remembers it."""
        self._is_shared = not self._memory_ns
        self._have_forgotten(before, now)

    def holds(self, before: FrameRecord, now: FrameRecord) -> bool:
        """Tell whether outputs with a memory can be compared in the next frame."""
        if all(self._have_forgotten(before, now)):
            self._is_shared = True
        return self._is_shared

    def _have_forgotten(self, *records: object) -> list[bool]:
        """Tell it of either run, and go on to the next frame."""
        forgotten = []
        for run, record in enumerate(records):
            if isinstance(record, FrameRecord):
                last_ns, self._last_ns[run] = self._last_ns[run], record.stamp_ns
                is_near = last_ns is not None and 0 < record.stamp_ns - last_ns <= self._memory_ns
                forgotten.append(not is_near)
        return forgotten
