# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The camera is heard under any name, in either transport, at any reliability."""

import itertools

from builtin_interfaces.msg import Time
from camera_messages import compressed_message, image_message, labelled_image, pixels_of
from node_bench import Bench
import numpy as np
import pytest
import rclpy
from rclpy.qos import qos_profile_sensor_data, ReliabilityPolicy
from ros_peer import values
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import String

from seg_node.ros.camera_subscription import CameraSubscription
from seg_node.ros.loss_watch import LOST
from seg_node.ros.qos import IMAGE_OUTPUT

pytestmark = pytest.mark.ros


@pytest.mark.parametrize(
    ('transport', 'remappings', 'topic'),
    [
        ('raw', (), '/robot/image'),
        ('raw', ('image:=front/image_raw',), '/robot/front/image_raw'),
        ('raw', ('image:=/cam', 'image/compressed:=/packed'), '/cam'),
        ('compressed', (), '/robot/image/compressed'),
        ('compressed', ('image:=front/image_raw',), '/robot/front/image_raw/compressed'),
        ('compressed', ('image:=/cam',), '/cam/compressed'),
        ('compressed', ('image/compressed:=/packed',), '/packed'),
        ('compressed', ('image:=/cam', 'image/compressed:=/packed'), '/packed'),
    ],
)
def test_topic_follows_remappings_and_namespace(ros, transport, remappings, topic):
    arguments = ['--ros-args', *(part for each in remappings for part in ('-r', each))]
    node = rclpy.create_node('subscriber', namespace='/robot', cli_args=arguments)
    camera = CameraSubscription(node, transport, 'auto', lambda message, topic: None)
    assert camera.topic == topic
    assert topic in [subscription.topic_name for subscription in node.subscriptions]
    camera.close()
    assert topic not in [subscription.topic_name for subscription in node.subscriptions]
    node.destroy_node()


@pytest.fixture(scope='module')
def raw_node(start_node):
    return start_node('image:=front/image_raw', namespace='/raw_robot')


@pytest.fixture(scope='module')
def compressed_node(start_node):
    return start_node(
        'image:=front/image_raw', namespace='/compressed_robot', image_transport='compressed'
    )


@pytest.fixture
def make_bench(peer):
    """Make benches and close them."""
    benches = []

    def make(*arguments, **options):
        benches.append(Bench(peer, *arguments, **options))
        return benches[-1]

    yield make
    for bench in benches:
        bench.close()


def test_input_follows_the_reliability_of_publishers_that_come_and_go(peer, raw_node, make_bench):
    def reliability():
        infos = peer.node.get_subscriptions_info_by_topic(raw_node.topic('front/image_raw'))
        return [info.qos_profile.reliability for info in infos]

    for qos, expected in (
        (qos_profile_sensor_data, ReliabilityPolicy.BEST_EFFORT),
        (IMAGE_OUTPUT, ReliabilityPolicy.RELIABLE),
        (qos_profile_sensor_data, ReliabilityPolicy.BEST_EFFORT),
    ):
        bench = make_bench(raw_node, 'mask', topic='front/image_raw', qos=qos)
        peer.wait_for(
            lambda expected=expected: reliability() == [expected], f'{expected}', raw_node
        )
        bench.connect()
        bench.close()
    assert 'publishers offer BEST_EFFORT, subscribing anew' in raw_node.output()
    assert 'publishers offer RELIABLE, subscribing anew' in raw_node.output()


def test_two_publishers_of_different_reliability_are_both_heard(
    peer, raw_node, make_bench, camvid
):
    benches = [
        make_bench(raw_node, 'mask', topic='front/image_raw', qos=qos)
        for qos in (IMAGE_OUTPUT, qos_profile_sensor_data)
    ]
    for label, bench in enumerate(benches):
        frame = labelled_image(camvid, label)
        bench.connect(frame)
        assert (pixels_of(bench.segment(frame)['mask']) == label).all()


@pytest.fixture(scope='module')
def reliable_node(start_node):
    return start_node(namespace='/reliable_robot', input_qos='reliable')


def test_a_publisher_that_offers_too_little_is_named_with_the_remedy(
    peer, reliable_node, make_bench
):
    make_bench(reliable_node, qos=qos_profile_sensor_data)
    warning = (
        '/reliable_robot/image: incompatible QoS: a publisher offers less reliability than this '
        'subscription asks for, so nothing of it is heard: set input_qos, which is reliable, to '
        'auto'
    )
    peer.wait_for(lambda: warning in reliable_node.output(), 'warning', reliable_node)


def test_a_publisher_of_another_type_is_named_and_does_not_count(peer, raw_node, make_bench):
    # ROS allows no two types under one name within a context.
    context = rclpy.Context()
    rclpy.init(context=context)
    other = rclpy.create_node('other', context=context)
    topic = raw_node.topic('front/image_raw')
    other.create_publisher(String, topic, qos_profile_sensor_data)
    warning = (
        'front/image_raw: a publisher of std_msgs/msg/String is not heard, since image_transport '
        'raw takes sensor_msgs/msg/Image: remap it, or change that'
    )
    peer.wait_for(lambda: warning in raw_node.output(), 'warning', raw_node)
    bench = make_bench(raw_node, 'mask', topic='front/image_raw', qos=IMAGE_OUTPUT)
    bench.connect()
    reports = peer.follow(raw_node)
    report = peer.wait_for_report(raw_node, reports, lambda report: True)
    assert values(report)['publishers'] == '1'
    infos = peer.node.get_subscriptions_info_by_topic(topic)
    assert [info.qos_profile.reliability for info in infos] == [ReliabilityPolicy.RELIABLE]
    other.destroy_node()
    rclpy.shutdown(context=context)


def test_stamps_with_gaps_are_a_loss_in_the_log(peer, reliable_node, make_bench):
    bench = make_bench(reliable_node, 'mask')
    frame = image_message(np.zeros((48, 64, 3), np.uint8))
    bench.connect(frame)
    sent_ns = itertools.count(2_000_000_000 * 10**9, 10**9 // 30)

    def send_every_other_frame():
        for _ in range(2):
            seconds, nanoseconds = divmod(next(sent_ns), 10**9)
            bench.send(frame, Time(sec=seconds, nanosec=nanoseconds))
        next(sent_ns)

    peer.repeat_until(
        send_every_other_frame,
        lambda: f'33% of the frames are {LOST}' in reliable_node.output(),
        'warning',
        reliable_node,
    )
    assert '/reliable_robot/image: stamps say 30.0 Hz, 20.' in reliable_node.output()


def test_a_raw_camera_is_heard_under_its_remapped_name(raw_node, make_bench, camvid):
    bench = make_bench(raw_node, 'mask', topic='front/image_raw')
    bench.connect()
    labels = np.random.default_rng(1).integers(0, len(camvid), (48, 64), np.uint8)
    outputs = bench.segment(image_message(camvid.palette[labels]))
    np.testing.assert_array_equal(pixels_of(outputs['mask']), labels)


def test_a_camera_of_the_other_transport_is_named_with_the_remedy(
    peer, compressed_node, make_bench
):
    bench = make_bench(compressed_node, topic='front/image_raw')
    bench.send(image_message(np.zeros((48, 64, 3), np.uint8)))
    warning = (
        'nothing publishes /compressed_robot/front/image_raw/compressed, but '
        '/compressed_robot/front/image_raw is there: set image_transport to raw'
    )
    peer.wait_for(lambda: warning in compressed_node.output(), 'warning', compressed_node)


@pytest.fixture
def compressed_bench(compressed_node, make_bench, camvid):
    bench = make_bench(
        compressed_node, 'mask', topic='front/image_raw/compressed', kind=CompressedImage
    )
    bench.connect(compressed_message(camvid.palette[np.zeros((48, 64), np.uint8)], 'png'))
    return bench


@pytest.fixture
def blocks(camvid):
    """Draw classes as blocks of 16 x 16 pixels."""
    small = np.random.default_rng(2).integers(0, len(camvid), (3, 4), np.uint8)
    return small.repeat(16, axis=0).repeat(16, axis=1)


def test_png_frames_are_right_to_the_pixel(compressed_bench, camvid, blocks):
    outputs = compressed_bench.segment(compressed_message(camvid.palette[blocks], 'png'))
    np.testing.assert_array_equal(pixels_of(outputs['mask']), blocks)


def test_jpeg_frames_are_right_but_for_edges(compressed_bench, camvid, blocks):
    outputs = compressed_bench.segment(compressed_message(camvid.palette[blocks], 'jpg'))
    assert (pixels_of(outputs['mask']) == blocks).mean() > 0.98


def test_a_cut_off_jpeg_is_rejected_and_the_next_is_served(
    peer, compressed_node, compressed_bench, camvid, blocks
):
    reports = peer.follow(compressed_node)
    message = compressed_message(camvid.palette[blocks], 'jpg')
    message.data = message.data[: len(message.data) // 2]
    compressed_bench.send(message)
    report = peer.wait_for_report(
        compressed_node, reports, lambda report: 'rejected' in report.message
    )
    assert '/compressed_robot/front/image_raw/compressed' in report.message
    assert 'it was cut off, check' in report.message
    assert compressed_bench.segment(compressed_message(camvid.palette[blocks], 'jpg'))
