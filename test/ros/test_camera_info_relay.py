# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The masks' camera_info fits the masks, whenever the camera's came and however it is offered."""

from camera_messages import image_message
from diagnostic_msgs.msg import DiagnosticStatus
from lifecycle_msgs.msg import Transition
from node_bench import Bench
import numpy as np
import pytest
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from ros_peer import values
from sensor_msgs.msg import CameraInfo, RegionOfInterest

pytestmark = pytest.mark.ros

D = [-0.3, 0.08, 0.001, -0.002, 0.0]
R = [0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]
QUALITIES = {
    'best effort': QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT),
    'reliable': QoSProfile(depth=1, reliability=ReliabilityPolicy.RELIABLE),
    'latched': QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL),
}


def camera_info(width=64, height=48, skew=0.0):
    """Describe a camera; the skew tells one message from another."""
    message = CameraInfo(width=width, height=height, distortion_model='plumb_bob', d=D, r=R)
    message.k = [50.0, skew, 30.5, 0.0, 40.0, 20.5, 0.0, 0.0, 1.0]
    message.p = [48.0, 0.0, 31.5, -6.0, 0.0, 44.0, 21.5, 2.0, 0.0, 0.0, 1.0, 0.0]
    return message


def frame(width=64, height=48):
    return image_message(np.zeros((height, width, 3), np.uint8))


@pytest.fixture(scope='module')
def node(start_node):
    return start_node('camera_info:=front/camera_info', output_size='32x12')


@pytest.fixture
def bench(peer, node):
    bench = Bench(peer, node, 'mask', 'camera_info')
    yield bench
    bench.close()


@pytest.fixture
def tell(peer, node, bench):
    """Publish a camera_info until it has come out again, and then fall silent."""

    def tell(message, frame, quality='best effort'):
        topic = node.topic('front/camera_info')
        publisher = peer.node.create_publisher(CameraInfo, topic, QUALITIES[quality])
        peer.repeat_until(
            lambda: (publisher.publish(message), bench.send(frame)),
            lambda: any(
                heard.k[1] == message.k[1] * 32 / message.width
                for heard in bench.heard['camera_info'].values()
            ),
            'camera_info of the masks',
            node,
        )
        peer.node.destroy_publisher(publisher)

    return tell


def test_without_a_camera_info_masks_go_out_and_a_warning_tells(peer, node, bench):
    reports = peer.follow(node)
    peer.repeat_until(
        lambda: bench.send(frame()),
        lambda: reports.first(lambda report: 'no message yet: remap' in report.message),
        'warning',
        node,
    )
    assert node.topic('front/camera_info: no message yet') in node.output()
    assert bench.heard['mask'] and not bench.heard['camera_info']


@pytest.mark.parametrize(('quality', 'skew'), [*zip(QUALITIES, (2.0, 4.0, 6.0), strict=True)])
def test_it_fits_the_masks_and_is_of_their_frame(node, bench, tell, quality, skew):
    tell(camera_info(skew=skew), frame(), quality)
    message = frame()
    outputs = bench.segment(message)
    info = outputs['camera_info']
    assert info.header == outputs['mask'].header == message.header
    assert (info.width, info.height) == (32, 12)
    assert (outputs['mask'].width, outputs['mask'].height) == (32, 12)
    assert info.k.tolist() == [25, skew / 2, 15, 0, 10, 4.75, 0, 0, 1]
    assert info.p.tolist() == [24, 0, 15.5, -3, 0, 11, 5, 0.5, 0, 0, 1, 0]
    assert (info.distortion_model, list(info.d), list(info.r)) == ('plumb_bob', D, R)
    assert (info.binning_x, info.binning_y, info.roi) == (0, 0, RegionOfInterest())


def test_what_a_camera_once_said_holds_after_deactivation_too(peer, node, bench, tell):
    tell(camera_info(skew=8.0), frame())
    transitions = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_ACTIVATE
    assert peer.transition(node, *transitions) == [True, True]
    bench.connect()
    assert bench.segment(frame())['camera_info'].k[1] == 4.0


def test_a_camera_info_of_another_size_is_not_published_until_one_fits(peer, node, bench, tell):
    tell(camera_info(skew=10.0), frame())
    bench.heard['camera_info'].clear()
    fault = f'{node.topic("front/camera_info")}: camera_info is for images of 64x48 '
    reports = peer.follow(node)
    peer.repeat_until(
        lambda: bench.send(frame(128, 96)),
        lambda: (
            reports.first(lambda report: 'frames have 128x96' in report.message)
            and fault in node.output()
        ),
        'report and warning',
        node,
    )
    report = reports.first(lambda report: 'frames have 128x96' in report.message)
    assert report.level == DiagnosticStatus.WARN
    assert f'no camera_info for the masks: {fault}' in report.message
    assert not bench.heard['camera_info']

    tell(camera_info(128, 96, skew=12.0), frame(128, 96))
    info = bench.segment(frame(128, 96))['camera_info']
    assert (info.width, info.height) == (32, 12)
    assert info.k[0] == 12.5


def test_it_is_told_among_the_subscribed_outputs(peer, node, bench):
    peer.wait_for_report(
        node,
        peer.follow(node),
        lambda report: values(report)['subscribed_outputs'] == 'camera_info, mask',
    )


def test_images_that_may_need_rectifying_are_told_by_the_newest_message(peer, node, bench, tell):
    tell(camera_info(skew=14.0), frame())
    report = peer.wait_for_report(
        node,
        peer.follow(node),
        lambda report: 'only if its images are rectified' in report.message,
    )
    assert values(report)['distortion'].endswith('only if its images are rectified')

    flat = camera_info(skew=16.0)
    flat.d = [0.0] * 5
    tell(flat, frame())
    report = peer.wait_for_report(
        node, peer.follow(node), lambda report: values(report)['distortion'] == 'none'
    )
    assert 'rectified' not in report.message
