# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A pipeline is exchanged between two frames, and announced before the first of them."""

from itertools import pairwise
import threading
from typing import Any

import pytest

from seg_node.core.pipeline_slot import PipelineSlot

FIRST: Any = 'first'
SECOND: Any = 'second'


@pytest.fixture
def announced():
    return []


@pytest.fixture
def slot(announced):
    return PipelineSlot(FIRST, announced.append)


def test_the_first_one_is_announced_and_given(slot, announced):
    with slot.frame() as pipeline:
        assert pipeline == FIRST
    assert announced == [FIRST]


def test_between_frames_the_next_one_is_taken_at_once(slot, announced):
    assert slot.offer(SECOND)
    assert announced == [FIRST, SECOND]
    assert slot.pipeline == SECOND


def test_amid_a_frame_it_waits_for_the_next_and_the_offer_does_not(slot, announced):
    with slot.frame() as pipeline:
        assert not slot.offer(SECOND)
        assert (pipeline, slot.pipeline, announced) == (FIRST, FIRST, [FIRST])
    with slot.frame() as pipeline:
        assert pipeline == SECOND
    assert slot.offer(SECOND)
    assert announced == [FIRST, SECOND]


def test_one_that_no_frame_took_is_taken_when_it_is_offered_again(slot, announced):
    with slot.frame():
        assert not slot.offer(SECOND)
    assert slot.offer(SECOND)
    assert announced == [FIRST, SECOND]


def test_a_frame_that_fails_gives_the_slot_free(slot):
    with pytest.raises(ZeroDivisionError), slot.frame():
        raise ZeroDivisionError
    assert slot.offer(SECOND)


def test_one_that_cannot_be_announced_is_not_used():
    def announce(pipeline):
        if pipeline == SECOND:
            raise RuntimeError('no longer')

    slot = PipelineSlot(FIRST, announce)
    with pytest.raises(RuntimeError, match='no longer'):
        slot.offer(SECOND)
    assert slot.pipeline == FIRST


def test_under_load_no_frame_sees_an_exchange():
    events: list[tuple[str, Any]] = []
    pipelines: list[Any] = list(range(200))
    slot = PipelineSlot(pipelines[0], lambda pipeline: events.append(('announced', pipeline)))
    is_done = threading.Event()

    def run_frames():
        while not is_done.is_set():
            with slot.frame() as pipeline:
                events.append(('frame', pipeline))
                for _ in range(50):
                    assert slot.pipeline is pipeline
                events.append(('end', pipeline))

    thread = threading.Thread(target=run_frames)
    thread.start()
    try:
        for pipeline in pipelines[1:]:
            while not slot.offer(pipeline):
                pass
    finally:
        is_done.set()
        thread.join()
    assert [each for event, each in events if event == 'announced'] == pipelines
    assert ('frame', 'announced') not in [(a[0], b[0]) for a, b in pairwise(events)]
    current = None
    for event, number in events:
        current = number if event == 'announced' else current
        assert event != 'frame' or number == current
