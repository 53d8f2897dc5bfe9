# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The thread takes frame after frame until it is stopped."""

import queue
import threading

import pytest

from seg_node.core.frame_exchange import FrameCounts, FrameExchange, Outcome
from seg_node.ros.inference_thread import InferenceThread

pytestmark = pytest.mark.ros


@pytest.fixture
def exchange():
    return FrameExchange()


@pytest.fixture
def start(exchange):
    """Start threads and end them."""
    threads = []

    def start(process):
        threads.append(InferenceThread(exchange, process))
        return threads[-1]

    yield start
    for thread in threads:
        thread.stop()


def test_frames_are_processed_in_turn_and_settled(exchange, start):
    done: queue.Queue[str] = queue.Queue()
    outcomes = {'bad': Outcome.FAILED, 'good': Outcome.PROCESSED}

    def process(frame):
        done.put(frame)
        return outcomes[frame]

    thread = start(process)
    for frame in outcomes:
        exchange.offer(frame)
        assert done.get(timeout=10) == frame
    thread.stop()
    assert exchange.counts() == FrameCounts(received=2, processed=1, failed=1)


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
