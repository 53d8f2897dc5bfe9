# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Percentiles over the last frames, read while another thread measures."""

import threading
import time

import pytest

from seg_node.core.stage_times import StageTimes


def test_median_and_99th_percentile_of_each_stage():
    times = StageTimes()
    for value in range(101):
        times.record('infer', float(value))
    times.record('decode', 2.5)
    assert times.percentiles() == {'infer': (50.0, 99.0), 'decode': (2.5, 2.5)}


def test_only_the_last_frames_count():
    times = StageTimes(window=3)
    for value in (1000.0, 1.0, 2.0, 3.0):
        times.record('infer', value)
    median, p99 = times.percentiles()['infer']
    assert median == 2.0
    assert p99 < 3.0


def test_measure_takes_the_time_that_passes_inside():
    times = StageTimes()
    before = time.perf_counter()
    with times.measure('sleep') as sleep:
        time.sleep(0.005)
    around_ms = (time.perf_counter() - before) * 1e3
    median, _ = times.percentiles()['sleep']
    assert 5 <= median <= around_ms
    assert sleep.time_ms == median


def test_what_raises_is_not_recorded():
    times = StageTimes()
    with pytest.raises(ValueError, match='broken'), times.measure('decode'):
        raise ValueError('broken')
    assert times.percentiles() == {}


def test_one_thread_reads_while_another_measures():
    times = StageTimes(window=10)
    stages = [f'stage_{index % 7}' for index in range(3000)]

    def measure():
        for index, stage in enumerate(stages):
            times.record(stage, float(index))

    thread = threading.Thread(target=measure)
    thread.start()
    while thread.is_alive():
        for median, p99 in times.percentiles().values():
            assert 0 <= median <= p99 < len(stages)
    thread.join()
    assert set(times.percentiles()) == set(stages)
