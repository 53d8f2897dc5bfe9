# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Stamps that go back, repeat or are zero, and clocks that jump: masks keep what they got."""

from builtin_interfaces.msg import Time
from camera_messages import labelled_image, pixels_of
from node_bench import Bench
import pytest
from ros_peer import values
from rosgraph_msgs.msg import Clock

pytestmark = pytest.mark.ros

LABELS = (3, 8, 0, 1)


def test_stamps_that_go_back_repeat_or_are_zero(peer, start_node, camvid, fault_row):
    node = start_node()
    bench = Bench(peer, node, 'mask')
    bench.connect()
    reports = peer.follow(node)
    stamps = [Time(sec=2_000_000_000), Time(sec=5), Time(sec=5), Time()]
    for label, stamp in zip(LABELS, stamps, strict=True):
        bench.heard['mask'].pop((stamp.sec, stamp.nanosec), None)
        answer = bench.answers(bench.send(labelled_image(camvid, label), stamp))
        assert (pixels_of(answer['mask']) == label).all()

    def doubt(text):
        peer.wait_for_report(node, reports, lambda report: text in report.message)

    doubt('1 frames on')
    report = peer.wait_for_report(
        node, reports, lambda report: values(report)['stamps_zero'] == '1'
    )
    counts = {key: values(report)[f'stamps_{key}'] for key in ('zero', 'repeated', 'backward')}
    assert counts == {'zero': '1', 'repeated': '1', 'backward': '1'}
    bench.close()
    fault_row(
        'stamps that go back, repeat or are zero',
        'one of each between good ones',
        'each mask has the stamp and the labels of its own frame; diagnostics: WARN, '
        + ', '.join(f'{count} {fault}' for fault, count in counts.items()),
    )


def test_a_clock_that_jumps_back(peer, start_node, camvid, fault_row):
    node = start_node(use_sim_time=True, max_age_s=1.0)
    clock = peer.node.create_publisher(Clock, '/clock', 10)
    bench = Bench(peer, node, 'mask')

    def tick():
        clock.publish(Clock(clock=now))
        bench.send(labelled_image(camvid, 0), now)

    for now in (Time(sec=1000), Time(sec=900), Time(sec=897), Time(sec=1500)):
        peer.repeat_until(
            tick, lambda now=now: (now.sec, 0) in bench.heard['mask'], f'mask of {now}', node
        )
    bench.close()
    peer.node.destroy_publisher(clock)
    fault_row(
        '/clock jumping back (bag looped)',
        'use_sim_time, max_age_s 1; the clock goes 1000, 900, 897, 1500 s, frames with it',
        'frames of each time are segmented',
    )
