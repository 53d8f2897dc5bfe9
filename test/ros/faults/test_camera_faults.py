# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Cameras that misbehave: the node stays alive, and what can be right is right."""

import array
import time

from camera_messages import labelled_image, pixels_of
from diagnostic_msgs.msg import DiagnosticStatus
from node_bench import Bench
import pytest
from ros_peer import values

pytestmark = pytest.mark.ros

SKY, ROAD = 0, 3


def test_data_longer_than_it_should_be(bench, camvid, fault_row):
    message = labelled_image(camvid, ROAD)
    message.data = message.data + array.array('B', bytes(1000))
    assert (pixels_of(bench.segment(message)['mask']) == ROAD).all()
    fault_row(
        'data longer than it should be',
        '1000 bytes after the last row of a 64x48 frame',
        'the mask is right to the pixel: what follows the last row is not read',
    )


def test_two_publishers_with_different_sizes(peer, node, bench, camvid, fault_row):
    other = Bench(peer, node, 'mask')
    other.connect()
    for label in range(5):
        small = bench.send(labelled_image(camvid, label))
        answer = pixels_of(bench.answers(small)['mask'])
        assert answer.shape == (48, 64)
        large = other.send(labelled_image(camvid, label + 1, (320, 240)))
        answer = pixels_of(other.answers(large)['mask'])
        assert answer.shape == (240, 320)
        assert (answer == label + 1).all()
    other.close()
    fault_row(
        'two publishers on one topic with different sizes',
        '64x48 and 320x240 in turn, 5 frames each',
        "each mask has its own frame's size, stamp and labels",
    )


def test_500_small_frames_a_second(peer, node, bench, camvid, fault_row):
    frames = [labelled_image(camvid, label) for label in (SKY, ROAD)]
    reports = peer.follow(node)
    start = time.monotonic()
    for index in range(1000):
        last = bench.send(frames[index % 2])
        time.sleep(max(0.0, start + index / 500 - time.monotonic()))
    assert (pixels_of(bench.answers(last)['mask']) == ROAD).all()
    heard = list(bench.heard['mask'])
    assert heard == sorted(heard)
    assert peer.state(node) == 'active'
    report = peer.wait_for_report(
        node,
        reports,
        lambda report: report.message.startswith('0 frames segmented'),
    )
    peer.check_diagnostics(node)
    counts = values(report)
    fault_row(
        '500 Hz of small frames',
        '1000 frames of 64x48 in 2 s',
        f'masks in the order of their stamps, the last one right; counts since the start: '
        f'{counts["received"]} received = {counts["processed"]} processed + '
        f'{counts["replaced"]} replaced',
    )


def test_one_frame_in_five_seconds(peer, node, bench, camvid, fault_row):
    # One frame in a session of its own tells no rate yet, so nothing is overdue.
    peer.enable(node, False)
    peer.enable(node, True)
    bench.connect()
    reports = peer.follow(node)
    time.sleep(5.0)
    assert (pixels_of(bench.segment(labelled_image(camvid, ROAD))['mask']) == ROAD).all()
    peer.wait_for_report(node, reports, lambda report: report.message.startswith('1 frames'))
    worst = max(report.level for report in reports)
    fault_row(
        'a camera at 0.2 Hz',
        'the next frame 5 s after the one before',
        f'segmented; {len(reports)} reports meanwhile, the gravest of level {worst[0]}',
    )
    assert worst == DiagnosticStatus.OK
