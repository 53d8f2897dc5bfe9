# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Callbacks are served until a condition holds or time is up."""

import itertools

import pytest
import rclpy
from rclpy.executors import SingleThreadedExecutor

from seg_node.ros.spinning import spin_until


@pytest.fixture
def node():
    node = rclpy.create_node('spinning')
    yield node
    node.destroy_node()


@pytest.fixture
def executor(node):
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    yield executor
    executor.shutdown()


@pytest.fixture
def ticks(node):
    """Grow with each callback of a fast timer."""
    ticks: list[int] = []
    node.create_timer(0.001, lambda: ticks.append(len(ticks)))
    return ticks


def test_not_one_callback_too_many_is_served(executor, ticks):
    assert spin_until(executor, lambda: len(ticks) == 3, timeout_s=20.0)
    assert ticks == [0, 1, 2]


def test_a_condition_that_holds_already_serves_nothing(executor, ticks):
    assert spin_until(executor, lambda: True, timeout_s=0.0)
    assert not ticks


def test_a_condition_is_asked_again_where_nothing_happens(executor):
    asked = itertools.count()
    assert spin_until(executor, lambda: next(asked) == 2)


def test_it_gives_up_in_the_end_and_serves_till_then(executor, ticks):
    assert not spin_until(executor, lambda: False, timeout_s=0.1)
    assert ticks
