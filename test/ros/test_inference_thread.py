# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The thread outlives whatever happens to a frame."""

import queue
import threading

import pytest
from rclpy.logging import get_logger

from seg_node.core.frame_exchange import FrameCounts, FrameExchange, Outcome
from seg_node.ros.inference_thread import InferenceThread

pytestmark = pytest.mark.ros


@pytest.fixture
def exchange():
    return FrameExchange()


@pytest.fixture
def start(exchange, ros):
    """Start threads and end them."""
    threads = []

    def start(process):
        threads.append(InferenceThread(exchange, process, get_logger('test')))
        return threads[-1]

    yield start
    for thread in threads:
        thread.stop()


def test_a_fault_that_nobody_foresaw_is_counted_and_logged(exchange, start, capfd):
    done: queue.Queue[str] = queue.Queue()

    def process(frame):
        done.put(frame)
        if frame == 'bad':
            raise ZeroDivisionError('by this frame')
        return Outcome.PROCESSED

    thread = start(process)
    for frame in ('bad', 'good'):
        exchange.offer(frame)
        assert done.get(timeout=10) == frame
    thread.stop()
    assert exchange.counts() == FrameCounts(received=2, processed=1, failed=1)
    assert "frame failed: ZeroDivisionError('by this frame')" in capfd.readouterr().err


def test_stop_waits_for_the_frame_in_work(exchange, start):
    is_taken, may_end = threading.Event(), threading.Event()

    def process(frame):
        is_taken.set()
        assert may_end.wait(timeout=10)
        return Outcome.PROCESSED

    thread = start(process)
    exchange.offer('slow')
    assert is_taken.wait(timeout=10)
    exchange.offer('waiting')
    threading.Timer(0.05, may_end.set).start()
    thread.stop()
    assert exchange.counts() == FrameCounts(received=2, processed=1, expired=1)


def test_it_can_be_started_again(exchange, start):
    for total in (1, 2):
        done = threading.Event()
        thread = start(lambda frame, done=done: done.set() or Outcome.PROCESSED)
        exchange.offer('frame')
        assert done.wait(timeout=10)
        thread.stop()
        assert exchange.counts() == FrameCounts(received=total, processed=total)
