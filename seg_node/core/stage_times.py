# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How long each stage takes, over the last frames."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import math
import threading
import time

import numpy as np


@dataclass
class Measurement:
    """
    One run of a stage.

    :param time_ms: that it took, known once it is over [ms].
    """

    time_ms: float = math.nan


class StageTimes:
    """
    Times of named stages, for one thread that measures and others that read.

    :param window: frames that percentiles are taken over.
    """

    def __init__(self, window: int = 300) -> None:
        self._lock = threading.Lock()
        self._times_ms: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=window))

    @contextmanager
    def measure(self, stage: str) -> Iterator[Measurement]:
        """Measure what runs inside the ``with``; nothing is recorded if it raises."""
        start = time.perf_counter()
        measurement = Measurement()
        yield measurement
        measurement.time_ms = (time.perf_counter() - start) * 1e3
        self.record(stage, measurement.time_ms)

    def record(self, stage: str, time_ms: float) -> None:
        """Record a time that was measured elsewhere."""
        with self._lock:
            self._times_ms[stage].append(time_ms)

    def percentiles(self) -> dict[str, tuple[float, float]]:
        """Give the median and the 99th percentile of each stage [ms]."""
        with self._lock:
            copies = {stage: list(times) for stage, times in self._times_ms.items()}
        return {stage: _median_and_p99(times) for stage, times in copies.items()}


def _median_and_p99(times_ms: list[float]) -> tuple[float, float]:
    median, p99 = np.percentile(times_ms, (50, 99))
    return float(median), float(p99)
