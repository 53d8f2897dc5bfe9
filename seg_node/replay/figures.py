# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Figures of one replay, gathered while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
import time
from typing import Any

import numpy as np

from seg_node.replay.records import BrokenFrame, FrameRecord, LostFrame
from seg_node.replay.step import Step

COSTS = ('infer_share', 'other_cpu_ms')
"""Figures of the machine and its load while it replayed."""

_MOST_TIMES = 100_000


class Figures:
    """Sums over frames, and one digest of all their maps; the clock runs from the start."""

    def __init__(self) -> None:
        self._start, self._cpu_start = time.perf_counter(), time.process_time()
        self._frames = self._broken = self._lost = 0
        self._digest = blake2b(digest_size=16)
        self._pixels: Counter[str] = Counter()
        self._drivable = self._confidence = 0.0
        self._infer_s = self._infer_cpu_s = 0.0
        self._infer_ms: list[float] = []
        self._latency_ms: list[float] = []
        self._both: Counter[str] = Counter()
        self._either: Counter[str] = Counter()

    def look_at(self, step: Step) -> None:
        """Count one frame."""
        record = step.record
        if not isinstance(record, FrameRecord):
            self._broken += isinstance(record, BrokenFrame)
            self._lost += isinstance(record, LostFrame)
            return
        self._frames += 1
        self._digest.update(f'{record.index} {sorted(record.digests.items())}'.encode())
        self._pixels.update(record.pixels)
        self._drivable += record.drivable_share
        self._confidence += record.mean_confidence
        self._infer_s += record.infer_ms / 1e3
        self._infer_cpu_s += step.infer_cpu_ms / 1e3
        if len(self._infer_ms) < _MOST_TIMES:
            self._infer_ms.append(record.infer_ms)
            if record.latency_ms is not None:
                self._latency_ms.append(record.latency_ms)
        self._add_truth(record)

    def to_dict(self) -> dict[str, Any]:
        """Give the figures under the names that reports use."""
        figures: dict[str, Any] = {'frames': self._frames, 'broken_frames': self._broken}
        if self._lost or self._latency_ms:
            lost_share = round(self._lost / (self._frames + self._lost), 4)
            figures |= {'lost_frames': self._lost, 'lost_share': lost_share}
        if not self._frames:
            return figures
        total = self._pixels.total()
        return {
            **figures,
            'digest': self._digest.hexdigest(),
            'drivable_share': round(self._drivable / self._frames, 4),
            'mean_confidence': round(self._confidence / self._frames, 4),
            'class_share': {name: round(n / total, 4) for name, n in self._pixels.most_common()},
            **self._costs(),
            **self._scores(),
        }

    def _add_truth(self, record: FrameRecord) -> None:
        for name, (both, either) in record.truth.items():
            self._both[name] += both
            self._either[name] += either

    def _costs(self) -> dict[str, Any]:
        """Give what frames took, and beside the net: of the clock, and of all cores per frame."""
        if self._latency_ms:
            return {'latency_ms': _percentiles(self._latency_ms)}
        seconds = time.perf_counter() - self._start
        cpu_s = time.process_time() - self._cpu_start - self._infer_cpu_s
        return {
            'infer_ms': _percentiles(self._infer_ms),
            'infer_share': round(self._infer_s / seconds, 3),
            'other_cpu_ms': round(1e3 * cpu_s / self._frames, 2),
        }

    def _scores(self) -> dict[str, Any]:
        iou = {name: round(self._both[name] / n, 4) for name, n in self._either.items()}
        return {'miou': round(sum(iou.values()) / len(iou), 4), 'iou': iou} if iou else {}


def count_frames(figures: Mapping[str, Any]) -> int:
    """Count the frames of a run, with those that nothing came out of."""
    return sum(figures.get(name, 0) for name in ('frames', 'broken_frames', 'lost_frames'))


def _percentiles(times_ms: Sequence[float]) -> dict[str, float]:
    median_ms, p99_ms = np.percentile(times_ms, (50, 99))
    return {'median': round(float(median_ms), 2), 'p99': round(float(p99_ms), 2)}
