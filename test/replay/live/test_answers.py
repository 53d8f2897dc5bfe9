# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Each frame that is sent comes out once, in order, whole or with the reason of its loss."""

import numpy as np
import pytest

from seg_node.core.frame_exchange import FrameCounts
from seg_node.replay.live.answers import Answer, Answers
from seg_node.replay.records import BrokenFrame, LostFrame, OUTPUTS
from seg_node.sources.frame_source import Frame

IMAGE = np.zeros((2, 2, 3), np.uint8)


class Camera:
    """Sends frames whose stamp is 100 times their index, a second apart."""

    def __init__(self):
        self.answers = Answers()

    def send(self, *indices):
        for index in indices:
            self.answers.send(index, Frame(IMAGE, 100 * index, str(index)), float(index))

    def answer(self, index, time_s=0.0, outputs=OUTPUTS):
        for output in outputs:
            self.answers.answer(output, 100 * index, np.full((1, 1), index), time_s)

    def settled(self):
        return list(self.answers.settled())


@pytest.fixture
def camera():
    return Camera()


def test_frames_come_out_once_and_whole_and_in_order(camera):
    camera.send(0, 1)
    camera.answer(0, 0.25, OUTPUTS[:2])
    assert camera.settled() == []
    camera.answer(0, 0.75, OUTPUTS[2:])
    camera.answer(1, 1.5)
    first, second = camera.settled()
    assert (first.index, second.index) == (0, 1)
    assert (first.latency_ms, second.latency_ms) == (250.0, 500.0)
    assert {name: image.item() for name, image in second.outputs.items()} == dict.fromkeys(
        OUTPUTS, 1
    )
    assert camera.settled() == [] and camera.answers.is_empty


def test_what_a_later_answer_passes_is_lost_for_the_reason_that_the_counts_give(camera):
    camera.send(0, 1, 2)
    camera.answer(0)
    camera.answer(2)
    assert [answer.index for answer in camera.settled()] == [0]
    camera.answers.report(FrameCounts(received=3, processed=2, replaced=1))
    lost, answer = camera.settled()
    assert lost == LostFrame(1, 100, 'replaced by a newer frame')
    assert isinstance(answer, Answer) and answer.index == 2


def test_outputs_of_one_frame_may_come_after_those_of_the_next(camera):
    camera.send(0, 1)
    camera.answer(0, outputs=['mask'])
    camera.answer(1, outputs=['mask'])
    camera.answer(0, outputs=['confidence', 'drivable_area'])
    camera.answer(1, outputs=['confidence', 'drivable_area'])
    assert [answer.index for answer in camera.settled()] == [0, 1]


def test_a_frame_of_which_a_part_never_comes_is_lost_with_what_came(camera):
    camera.send(0, 1)
    camera.answer(0, outputs=['mask', 'confidence'])
    camera.answer(1)
    camera.answers.report(FrameCounts(received=2, processed=2))
    lost, _ = camera.settled()
    assert lost == LostFrame(0, 0, 'only mask, confidence came')


def test_a_report_alone_tells_of_frames_that_failed(camera):
    camera.send(0, 1, 2)
    camera.answers.report(FrameCounts(received=2, failed=2))
    assert camera.settled() == [LostFrame(n, 100 * n, 'failed in the net') for n in (0, 1)]
    assert camera.answers.out_count == 1


def test_a_frame_in_work_is_not_lost_though_newer_ones_were_replaced(camera):
    camera.send(0, 1, 2)
    camera.answers.report(FrameCounts(received=3, replaced=1, pending=2))
    camera.answer(0)
    camera.answer(2)
    camera.answers.report(FrameCounts(received=3, replaced=1, processed=2))
    first, lost, _ = camera.settled()
    assert isinstance(first, Answer)
    assert lost == LostFrame(1, 100, 'replaced by a newer frame')


def test_a_reason_is_not_told_from_counts_that_are_too_old(camera):
    camera.send(0, 1)
    camera.answer(1)
    camera.answers.report(FrameCounts(received=1, pending=1))
    assert camera.settled() == []
    camera.answers.report(FrameCounts(received=2, replaced=1, processed=1))
    lost, _ = camera.settled()
    assert lost.why == 'replaced by a newer frame'


def test_no_report_tells_of_frames_whose_answer_may_be_on_its_way(camera):
    camera.send(0)
    camera.answers.report(FrameCounts(received=1, processed=1))
    assert camera.settled() == []
    camera.answer(0)
    assert len(camera.settled()) == 1


def test_what_the_node_never_had_is_lost_on_its_way(camera):
    camera.send(0, 1)
    camera.answer(1)
    camera.answers.report(FrameCounts(received=1, processed=1))
    lost, _ = camera.settled()
    assert lost == LostFrame(0, 0, 'lost on its way to the node or back')


def test_where_nothing_comes_back_frames_are_given_up_after_a_while(camera):
    camera.send(0, 1)
    camera.answers.give_up(10.5, 10.0)
    assert camera.settled() == [LostFrame(0, 0, 'lost on its way to the node or back')]
    camera.answer(0)  # too late
    camera.answers.give_up(11.5, 10.0)
    assert [lost.index for lost in camera.settled()] == [1]


def test_nothing_is_held_for_ever_if_reports_end(camera):
    camera.send(0, 1)
    camera.answer(1, 5.0)
    assert camera.settled() == []
    camera.answers.give_up(16.0, 10.0)
    assert [type(settled) for settled in camera.settled()] == [LostFrame, Answer]


def test_few_answered_frames_wait_for_a_reason(camera):
    camera.send(*range(40))
    for index in range(1, 40):
        camera.answer(index)
        if settled := camera.settled():
            break
    assert index < 35
    assert [frame.index for frame in settled] == list(range(index + 1))
    assert settled[0].why == 'lost before the node told why'


def test_frames_that_cannot_be_sent_keep_their_place(camera):
    camera.send(0)
    camera.answers.pass_over(BrokenFrame(1, 'no picture'))
    camera.send(2)
    camera.answer(2)
    assert camera.settled() == []
    camera.answers.report(FrameCounts(received=2, processed=1, replaced=1))
    assert [frame.index for frame in camera.settled()] == [0, 1, 2]


def test_a_stamp_is_out_until_all_of_its_frame_is_there(camera):
    camera.send(3)
    camera.answer(3, outputs=OUTPUTS[:2])
    assert camera.answers.is_out(300) and not camera.answers.is_out(200)
    camera.answer(3, outputs=OUTPUTS[2:])
    assert not camera.answers.is_out(300)
