# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What comes out is right to the pixel and carries the camera's stamp."""

from typing import Any

from camera_messages import image_message, pixels_of
from colour_model import colour_probability
from node_bench import Bench, FRAME_ID
import numpy as np
import pytest
from rclpy.lifecycle import LifecycleNode
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from seg_node.core.errors import ConfigurationError
from seg_node.core.overlay import draw_overlay
from seg_node.core.resizing import resize_nearest
from seg_node.ros.output_publishers import OutputPublishers

pytestmark = pytest.mark.ros

OUTPUTS = ('mask', 'confidence', 'drivable_area', 'sets/person', 'sets/vehicle', 'overlay')
SKY, ROAD, CAR, PEDESTRIAN, BICYCLIST = 0, 3, 8, 9, 10


@pytest.fixture(scope='module')
def node(start_node):
    return start_node()


@pytest.fixture(scope='module')
def bench(peer, node):
    bench = Bench(peer, node, *OUTPUTS)
    bench.connect()
    yield bench
    bench.close()


@pytest.fixture
def street():
    """Draw sky over a road with a car and people, and a road in the sky."""
    labels = np.full((48, 64), SKY, np.uint8)
    labels[24:] = ROAD
    labels[20:30, 10:20] = CAR
    labels[20:40, 50:54] = PEDESTRIAN
    labels[30:34, 0:3] = BICYCLIST
    labels[2:8, 2:20] = ROAD
    return labels


@pytest.fixture
def noise(camvid):
    """Draw the labels of a frame at random."""
    return np.random.default_rng(5).integers(0, len(camvid), (48, 64), np.uint8)


class WatchedFrame:
    """A segmented frame that notes what it is asked for."""

    set_names = ('drivable', 'person', 'vehicle')

    def __init__(self):
        self.asked = []

    def __getattr__(self, name):
        self.asked.append(name)
        return np.zeros((4, 6), np.uint8)

    def set_mask(self, name):
        return getattr(self, f'sets/{name}')


def test_only_what_is_heard_is_computed_and_the_overlay_last(peer):
    node = LifecycleNode('publishers', namespace='/watched')
    publishers = OutputPublishers(node, WatchedFrame.set_names)

    def asked():
        frame: Any = WatchedFrame()
        publishers.publish(frame, Header())
        return frame.asked

    assert asked() == []
    heard = []
    for name in ('overlay', 'sets/person', 'confidence/compressed', 'mask'):
        topic = f'/watched/segmentation/{name}'
        kind = CompressedImage if name.endswith('/compressed') else Image
        heard.append(peer.node.create_subscription(kind, topic, lambda message: None, 1))
    peer.wait_for(lambda: len(asked()) == 4, 'discovery of four subscriptions')
    assert asked() == ['mask', 'sets/person', 'confidence', 'overlay']
    assert publishers.subscribed == ['mask', 'sets/person', 'confidence/compressed', 'overlay']
    for subscription in heard:
        peer.node.destroy_subscription(subscription)
    publishers.destroy()
    node.destroy_node()


def test_every_output_is_right_to_the_pixel(bench, camvid, street):
    image = np.clip(camvid.palette[street].astype(int) + 9, 0, 255).astype(np.uint8)
    outputs = {name: pixels_of(m) for name, m in bench.segment(image_message(image)).items()}
    drivable = np.where(street == ROAD, np.uint8(255), np.uint8(0))
    drivable[:10] = 0  # the road in the sky leads nowhere

    np.testing.assert_array_equal(outputs['mask'], street)
    sure = 255 * colour_probability(image, camvid).max(axis=0)
    np.testing.assert_allclose(outputs['confidence'], sure, atol=0.51)
    np.testing.assert_array_equal(outputs['drivable_area'], drivable)
    np.testing.assert_array_equal(outputs['sets/person'], np.isin(street, (9, 10)) * 255)
    np.testing.assert_array_equal(outputs['sets/vehicle'], (street == CAR) * 255)
    overlay = draw_overlay(image, street, camvid.palette, 0.5, drivable)
    np.testing.assert_array_equal(outputs['overlay'], overlay)


def test_every_output_has_the_cameras_stamp_and_frame_and_tight_rows(bench, camvid, street):
    message = image_message(camvid.palette[street], padding=12)
    outputs = bench.segment(message)
    assert set(outputs) == set(OUTPUTS)
    for name, output in outputs.items():
        assert output.header == message.header
        assert output.header.frame_id == FRAME_ID
        assert (output.width, output.height) == (64, 48)
        channels = 3 if name == 'overlay' else 1
        assert output.encoding == ('rgb8' if name == 'overlay' else 'mono8')
        assert output.step == 64 * channels
        assert len(output.data) == 48 * output.step


@pytest.mark.parametrize('padding', [0, 1, 64])
@pytest.mark.parametrize('encoding', ['rgb8', 'bgr8'])
def test_colour_encodings_and_padded_rows(bench, camvid, noise, encoding, padding):
    image = camvid.palette[noise]
    pixels = image if encoding == 'rgb8' else image[:, :, ::-1]
    outputs = bench.segment(image_message(pixels, encoding, padding))
    np.testing.assert_array_equal(pixels_of(outputs['mask']), noise)


@pytest.mark.parametrize('padding', [0, 7])
def test_grey_frames_with_padded_rows(bench, camvid, padding):
    grey = np.random.default_rng(6).choice(np.array([0, 70, 128, 250], np.uint8), (48, 64))
    labels = colour_probability(grey[:, :, None].repeat(3, axis=2), camvid).argmax(axis=0)
    outputs = bench.segment(image_message(grey, 'mono8', padding))
    np.testing.assert_array_equal(pixels_of(outputs['mask']), labels)


def test_the_cameras_size_may_change_at_any_frame(bench, camvid):
    random = np.random.default_rng(7)
    for width, height in ((32, 24), (128, 96), (64, 48)):
        blocks = random.integers(0, len(camvid), (3, 4), np.uint8)
        labels = blocks.repeat(height // 3, axis=0).repeat(width // 4, axis=1)
        outputs = bench.segment(image_message(camvid.palette[labels]))
        mask = pixels_of(outputs['mask'])
        assert mask.shape == pixels_of(outputs['overlay']).shape[:2] == (height, width)
        np.testing.assert_array_equal(resize_nearest(mask, (4, 3)), blocks)


@pytest.mark.parametrize(('size', 'step'), [('network', 2), ('16x12', 8), ('camera', 1)])
def test_output_size(peer, node, bench, camvid, size, step):
    peer.reconfigure(node, output_size=size, network_size='64x48')
    bench.connect()
    blocks = np.random.default_rng(8).integers(0, len(camvid), (3, 4), np.uint8)
    labels = blocks.repeat(32, axis=0).repeat(32, axis=1)
    outputs = bench.segment(image_message(camvid.palette[labels]))
    for name in ('mask', 'confidence', 'drivable_area', 'sets/person'):
        assert (outputs[name].height, outputs[name].width) == (96 // step, 128 // step)
    assert (outputs['overlay'].height, outputs['overlay'].width) == (96, 128)
    mask = pixels_of(outputs['mask'])
    np.testing.assert_array_equal(resize_nearest(mask, (4, 3)), blocks)


@pytest.fixture
def deep_node(ros):
    """Make a node in a namespace that leaves little room for topics."""
    node = LifecycleNode('deep', namespace='/' + 'n' * 200)
    yield node
    node.destroy_node()


def test_a_set_whose_topic_would_be_too_long_is_refused_and_nothing_stays(deep_node):
    before = len(list(deep_node.publishers))
    with pytest.raises(ConfigurationError, match=r'can have no topic \(.* length'):
        OutputPublishers(deep_node, ['drivable', 'person', 's' * 60])
    assert len(list(deep_node.publishers)) == before

    publishers = OutputPublishers(deep_node, ['drivable', 'person'])
    between = len(list(deep_node.publishers))
    with pytest.raises(ConfigurationError, match='give it another name'):
        publishers.change_sets(['drivable', 'car', 's' * 60])
    assert len(list(deep_node.publishers)) == between
    publishers.destroy()
    assert len(list(deep_node.publishers)) == before


def test_publishers_that_cannot_be_made_leave_none_behind(ros):
    arguments = ['--ros-args', '-r', 'segmentation/overlay:=segmentation/camera_info']
    node = LifecycleNode('remapped', cli_args=arguments)
    before = len(list(node.publishers))
    with pytest.raises(RuntimeError):
        OutputPublishers(node, ['drivable'])
    assert len(list(node.publishers)) == before
    node.destroy_node()
