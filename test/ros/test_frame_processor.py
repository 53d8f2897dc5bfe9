# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames that are bad or old are counted and told, and do no harm to the next."""

from types import SimpleNamespace
from typing import Any

from builtin_interfaces.msg import Time
from camera_messages import image_message
from diagnostic_msgs.msg import DiagnosticStatus
from lifecycle_msgs.msg import Transition
from node_bench import Bench
import numpy as np
import pytest
import rclpy
from ros_peer import values
from rosgraph_msgs.msg import Clock

from seg_node.core.frame_exchange import Outcome
from seg_node.core.pipeline_slot import PipelineSlot
from seg_node.parameters.parameters import Parameters
from seg_node.ros.frame_processor import Arrival, FrameProcessor

pytestmark = pytest.mark.ros

WARN = DiagnosticStatus.WARN


@pytest.fixture(scope='module')
def node(start_node):
    return start_node()


@pytest.fixture(scope='module')
def bench(peer, node):
    bench = Bench(peer, node, 'mask')
    bench.connect()
    yield bench
    bench.close()


def good_frame(**changes):
    message = image_message(np.zeros((48, 64, 3), np.uint8))
    for name, value in changes.items():
        setattr(message, name, value)
    return message


@pytest.mark.parametrize(
    ('changes', 'reason'),
    [
        ({'height': 49}, 'image data of 9216 bytes: height 49 and step 192 need 9408'),
        ({'step': 191}, 'image step 191: a row of 64 rgb8 pixels has 192 bytes'),
        ({'width': 0}, 'image of width 0 and height 48: both must be at least 1'),
        (
            {'encoding': 'yuv9'},
            "image encoding 'yuv9' is unknown: set the camera driver to one of",
        ),
    ],
)
def test_a_bad_frame_is_rejected_and_the_next_is_served(peer, node, bench, changes, reason):
    reports = peer.follow(node)
    bench.send(good_frame(**changes))
    report = peer.wait_for_report(node, reports, lambda report: 'rejected' in report.message)
    assert report.level == WARN
    assert report.message.startswith(f'1 rejected on {node.topic("image")}: {reason}')
    assert int(values(report)['rejected']) > 0
    assert bench.segment(good_frame())


def test_a_bad_frame_is_warned_of_in_the_log(peer, node, bench):
    bench.send(good_frame(height=49))
    warning = f'{node.topic("image")}: frame rejected: image '
    peer.wait_for(lambda: warning in node.output(), 'warning', node)


@pytest.fixture
def max_age(peer, node):
    """Drop what is older than a second, as long as the test runs."""
    assert peer.set_parameters(node, max_age_s=1.0)[0].successful
    yield
    assert peer.set_parameters(node, max_age_s=0.0)[0].successful


def time_message(nanoseconds):
    sec, nanosec = divmod(nanoseconds, 10**9)
    return Time(sec=sec, nanosec=nanosec)


def test_an_old_frame_expires_and_a_fresh_one_is_served(peer, node, bench, max_age):
    reports = peer.follow(node)
    now = peer.node.get_clock().now().nanoseconds
    old = bench.send(good_frame(), time_message(now - 3 * 10**9))
    report = peer.wait_for_report(node, reports, lambda report: 'expired' in report.message)
    assert report.level == WARN
    assert f'1 expired on {node.topic("image")}: 3.' in report.message
    assert 's old, max_age_s is 1.0' in report.message
    fresh = bench.send(good_frame(), peer.node.get_clock().now().to_msg())
    assert bench.answers(fresh)
    assert old not in bench.heard['mask']


def test_a_frame_expires_however_old_it_is_once_a_fresh_one_was_heard(peer, node, bench, max_age):
    bench.answers(bench.send(good_frame(), peer.node.get_clock().now().to_msg()))
    reports = peer.follow(node)
    now = peer.node.get_clock().now().nanoseconds
    bench.send(good_frame(), time_message(now - 1800 * 10**9))
    peer.wait_for_report(node, reports, lambda report: ': 1800.' in report.message)


def test_a_stamp_of_another_clock_is_aged_from_reception_with_a_warning(
    peer, node, bench, max_age
):
    bench.answers(bench.send(good_frame(), Time(sec=1000)))
    assert "stamp 1000.000 s is more than 10 s from the node's clock" in node.output()
    assert 'set use_sim_time for a bag, or synchronise the clocks' in node.output()


def test_age_counts_by_simulated_time_where_it_is_used(peer, node, bench, max_age):
    publisher = peer.node.create_publisher(Clock, '/clock', 10)
    assert peer.set_parameters(node, use_sim_time=True)[0].successful
    reports = peer.follow(node)

    def send_old_frame():
        publisher.publish(Clock(clock=Time(sec=1000, nanosec=500_000_000)))
        bench.send(good_frame(), Time(sec=998))

    peer.repeat_until(
        send_old_frame,
        lambda: reports.first(lambda report: '2.50 s old' in report.message),
        'expiry by simulated time',
        node,
    )
    assert bench.answers(bench.send(good_frame(), Time(sec=1000)))
    assert peer.set_parameters(node, use_sim_time=False)[0].successful
    peer.node.destroy_publisher(publisher)


def test_without_max_age_any_stamp_will_do(bench):
    assert bench.answers(bench.send(good_frame(), Time(sec=5)))


def test_another_camera_is_not_aged_by_the_stamps_of_the_one_before(peer, node, bench, max_age):
    bench.answers(bench.send(good_frame(), peer.node.get_clock().now().to_msg()))
    transitions = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_ACTIVATE
    assert all(peer.transition(node, *transitions))
    now = peer.node.get_clock().now().nanoseconds
    bench.connect()
    assert bench.answers(bench.send(good_frame(), time_message(now - 1800 * 10**9)))


class BrokenPipeline:
    """Fails in a way that nobody foresaw."""

    def process(self, image, stamp_ns, output_size, seed):
        raise ZeroDivisionError('by this frame')


def test_a_fault_that_nobody_foresaw_is_told(ros, capfd):
    broken: Any = BrokenPipeline()
    never_reached: Any = None
    ground: Any = SimpleNamespace(seed=lambda size, header: None)
    node = rclpy.create_node('processor')
    slot = PipelineSlot(broken, lambda pipeline: None)
    processor = FrameProcessor(node, slot, never_reached, ground, Parameters())
    assert processor.process(Arrival(good_frame(), '/image', 0)) == Outcome.FAILED
    assert processor.faults == {Outcome.FAILED: "ZeroDivisionError('by this frame')"}
    assert "/image: frame failed: ZeroDivisionError('by this frame')" in capfd.readouterr().err
    node.destroy_node()
