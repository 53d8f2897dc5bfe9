# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The newest frame wins, and the books balance whenever they are read."""

import random
import sys
import threading
import time

import pytest

from seg_node.core.frame_exchange import FrameCounts, FrameExchange, Outcome


@pytest.fixture
def exchange():
    exchange: FrameExchange[object] = FrameExchange()
    exchange.open()
    return exchange


def assert_balanced(counts):
    outcomes = counts.to_dict()
    received = outcomes.pop('received')
    assert received == sum(outcomes.values()), counts
    assert 0 <= counts.pending <= 2


def test_newest_of_several_waiting_frames_is_taken(exchange):
    for frame in 'abc':
        exchange.offer(frame)
    assert exchange.take() == 'c'
    assert exchange.counts() == FrameCounts(received=3, replaced=2, pending=1)


def test_frame_in_work_is_not_replaced(exchange):
    exchange.offer('a')
    exchange.take()
    exchange.offer('b')
    assert exchange.counts() == FrameCounts(received=2, pending=2)
    exchange.settle(Outcome.PROCESSED)
    assert exchange.take() == 'b'
    assert exchange.counts() == FrameCounts(received=2, processed=1, pending=1)


@pytest.mark.parametrize('outcome', Outcome)
def test_each_outcome_has_a_count_of_its_own(exchange, outcome):
    exchange.offer('a')
    exchange.take()
    exchange.settle(outcome)
    assert exchange.counts() == FrameCounts(received=1, **{outcome.value: 1})


def test_close_expires_the_waiting_frame_and_ends_the_taker(exchange):
    exchange.offer('a')
    exchange.close()
    assert exchange.take() is None
    assert exchange.counts() == FrameCounts(received=1, expired=1)


def test_close_wakes_a_taker_that_waits(exchange):
    taken = []
    thread = threading.Thread(target=lambda: taken.append(exchange.take()), daemon=True)
    thread.start()
    exchange.close()
    thread.join(timeout=10)
    assert taken == [None]


def test_closed_exchange_takes_nothing_until_it_is_opened():
    exchange: FrameExchange[str] = FrameExchange()
    exchange.offer('early')
    assert exchange.counts() == FrameCounts(received=1, expired=1)
    exchange.open()
    exchange.offer('a')
    assert exchange.take() == 'a'


@pytest.fixture
def restless_threads():
    """Let threads take turns far more often than usual."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_counts_balance_in_every_snapshot_of_busy_threads(exchange, restless_threads):
    offered, taken = 500, []

    def work():
        chance = random.Random(1)
        while (frame := exchange.take()) is not None:
            taken.append(frame)
            exchange.settle(chance.choice(list(Outcome)))

    def give():
        for frame in range(offered):
            exchange.offer(frame)
            time.sleep(0)  # gives the worker a chance

    worker = threading.Thread(target=work, daemon=True)
    giver = threading.Thread(target=give, daemon=True)
    worker.start()
    giver.start()
    snapshots = [exchange.counts()]
    while giver.is_alive():
        snapshots.append(exchange.counts())
    exchange.close()
    worker.join(timeout=10)
    snapshots.append(exchange.counts())

    for counts in snapshots:
        assert_balanced(counts)
    last = snapshots[-1]
    assert (last.received, last.pending) == (offered, 0)
    assert taken == sorted(set(taken)), 'a frame was taken twice or after a newer one'
    unwanted = last.replaced + (offered - 1 not in taken)
    assert len(taken) == offered - unwanted
