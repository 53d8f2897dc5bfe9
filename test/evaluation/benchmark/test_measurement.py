# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Contestants take turns, and each frame's costs stand side by side."""

from collections.abc import Callable, Mapping
import time
from typing import Any

import numpy as np
import pytest

from seg_node.evaluation.benchmark.camera_messages import create_message
from seg_node.evaluation.benchmark.contestant import LabelMaps, MeteredNet
from seg_node.evaluation.benchmark.measurement import measure

MESSAGES = [create_message(np.full((2, 2, 3), value, np.uint8)) for value in (10, 20)]


def work(duration_s):
    """Use up so much CPU time."""
    end_s = time.process_time() + duration_s
    while time.process_time() < end_s:
        pass


class Worker:
    """A net of 2 ms, and as much around it."""

    def __init__(self, name, log):
        self.name = name
        self.net = MeteredNet(lambda: work(0.002))
        self.bare_runs: Mapping[str, Callable[[], Any]] = {'net': self.net.run_bare}
        self._log = log

    def segment(self, message):
        self._log.append((self.name, message.data[0]))
        work(0.002)
        self.net.run()
        time.sleep(0.002)
        return LabelMaps(np.zeros((2, 2), np.uint8), np.zeros((2, 2), np.uint8))


@pytest.fixture
def log():
    return []


@pytest.fixture
def costs(log):
    return measure([Worker('a', log), Worker('b', log)], MESSAGES, 2, lambda: None)


def test_each_turn_begins_with_a_frame_that_does_not_count(costs, log):
    turns = [(name, value) for name in 'abba' for value in (10, 10, 20)]
    assert log == turns
    assert {len(values) for each in costs.values() for values in each.values()} == {4}


def test_whole_is_net_and_rest_and_waiting_is_no_cpu_time(costs):
    for each in costs.values():
        assert (each['net'] >= 2).all() and (each['net_in_place'] >= 2).all()
        assert (each['total'] >= each['net_in_place'] + 2).all()
        assert (each['wall'] >= each['total'] + 1.5).all()
