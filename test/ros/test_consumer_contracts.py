# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Programs that know nothing of the node get the truth from it.

What is held elsewhere: encodings, tight rows and stamps of each output in
test_output_publishers.py, ``png`` in test_compressed_publisher.py, latched names
and LabelInfo in test_label_publisher.py, the masks' camera_info in
test_camera_info_relay.py.
"""

from typing import Any

from camera_messages import image_message, pixels_of
from colour_model import colour_probability
from mask_consumers import PeopleMasker, SemanticLayer
from node_bench import Bench
import numpy as np
import pytest
from sensor_msgs.msg import CameraInfo

from seg_node.ros.qos import LATCHED

pytestmark = pytest.mark.ros

# Sky is among those that are not named, so that masks hold 255 too.
PUBLISHED = 'ground=Road,Pavement; living=Pedestrian,Bicyclist; Car=Car'
NAMES = {3: 'ground', 4: 'ground', 9: 'living', 10: 'living', 8: 'Car'}
SKY, PEDESTRIAN, BICYCLIST = 0, 9, 10
CLOUD_SIZES = [(40, 30), (128, 96), (32, 24)]


class Robot:
    """
    A colour and a depth camera before a node, and a costmap layer behind it.

    :param peer: whose node publishes and subscribes.
    :param node: with ``output_size: match``.
    """

    def __init__(self, peer, node):
        self.layer = SemanticLayer(peer, node)  # before the node is there
        self._peer, self.node = peer, node
        self._camera = Bench(peer, node)
        topic = node.topic('depth/camera_info')
        self._depth = peer.node.create_publisher(CameraInfo, topic, 10)

    def close(self):
        self.layer.close()
        self._camera.close()
        self._peer.node.destroy_publisher(self._depth)

    def send(self, image, cloud_size):
        """Send what both cameras send, and give the frame's stamp."""
        self._depth.publish(CameraInfo(width=cloud_size[0], height=cloud_size[1]))
        return nanoseconds(self._camera.send(image_message(image, padding=5)))

    def see(self, image, cloud_size):
        """Send until the layer knows what a cloud is, and give the stamp of that."""
        stamps: list[int] = []

        def known():
            return [stamp for stamp in stamps if self.layer.classify(stamp, cloud_size)]

        self._peer.repeat_until(
            lambda: stamps.append(self.send(image, cloud_size)),
            known,
            f'masks of {cloud_size}',
            self.node,
        )
        return known()[0]

    def wait_for_masks(self, stamp):
        """Wait for mask and confidence of a frame."""
        both = self.layer.masks, self.layer.confidences
        self._peer.wait_for(
            lambda: all(stamp in messages for messages in both), 'mask, confidence', self.node
        )
        return [messages[stamp] for messages in both]


class ColourCamera:
    """
    A calibrated camera before a node, and a mapper behind it that leaves people out.

    :param peer: whose node publishes and subscribes.
    :param node: with masks of the camera's size.
    """

    def __init__(self, peer, node):
        self._peer, self._node = peer, node
        self._masker = PeopleMasker(peer, node, 'person')
        self.bench = Bench(peer, node, 'mask')
        self._info = peer.node.create_publisher(CameraInfo, node.topic('camera_info'), 10)

    def close(self):
        self._masker.close()
        self.bench.close()
        self._peer.node.destroy_publisher(self._info)

    def find_people(self, image):
        """Send a frame until the mapper has all that belongs to it, and give the people in it."""
        stamps: list[int] = []

        def found():
            people = map(self._masker.people, stamps)
            return [each for each in people if each is not None]

        self._peer.repeat_until(
            lambda: stamps.append(self._send(image)), found, 'mask of people', self._node
        )
        return found()[0]

    def _send(self, image):
        message = image_message(image)
        stamp = self.bench.send(message)
        height, width, _ = image.shape
        k = [50.0, 0.0, 31.0, 0.0, 50.0, 23.0, 0.0, 0.0, 1.0]
        self._info.publish(CameraInfo(header=message.header, width=width, height=height, k=k))
        return nanoseconds(stamp)


def nanoseconds(stamp):
    return stamp[0] * 10**9 + stamp[1]


def noisy_frame(camvid, seed, size=(64, 48)):
    """Draw classes at random, in colours that are near theirs, and give both."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, len(camvid), size[::-1], np.uint8)
    noise = random.integers(0, 20, (*labels.shape, 3))
    return labels, np.clip(camvid.palette[labels] + noise, 0, 255).astype(np.uint8)


def seen_by_cloud(pixels, cloud_size):
    """Give the pixel that each point's centre falls into, row by row."""
    (width, height), (rows, columns) = cloud_size, pixels.shape
    return [
        pixels[int((v + 0.5) * rows / height), int((u + 0.5) * columns / width)]
        for v in range(height)
        for u in range(width)
    ]


@pytest.fixture(scope='module')
def robot(peer, start_node):
    robot = Robot(peer, start_node(output_size='match', published_classes=PUBLISHED))
    robot.see(np.zeros((48, 64, 3), np.uint8), (64, 48))
    yield robot
    robot.close()


@pytest.fixture(scope='module')
def colour_camera(peer, start_node):
    camera = ColourCamera(peer, start_node(published_classes=PUBLISHED))
    yield camera
    camera.close()


def test_unique_names_come_before_the_first_mask_and_once(robot):
    assert robot.layer.arrivals[0] == 'names'
    assert robot.layer.arrivals.count('names') == 1
    assert robot.layer.names == {0: 'ground', 1: 'living', 2: 'Car'}


def test_label_info_says_what_names_say(peer, robot):
    vision_msgs = pytest.importorskip('vision_msgs.msg', reason='vision_msgs is not on PyPI')
    heard: list[Any] = []
    topic = robot.node.topic('segmentation/label_info')
    subscription = peer.node.create_subscription(
        vision_msgs.LabelInfo, topic, heard.append, LATCHED
    )
    peer.wait_for(lambda: heard, topic, robot.node)
    peer.node.destroy_subscription(subscription)
    classes = [(each.class_id, each.class_name) for each in heard[0].class_map]
    assert classes == list(robot.layer.names.items())


@pytest.mark.parametrize('cloud_size', CLOUD_SIZES)
def test_a_costmap_layer_gives_each_point_of_a_cloud_its_class(robot, camvid, cloud_size):
    labels, image = noisy_frame(camvid, cloud_size[0])
    found = robot.layer.classify(robot.see(image, cloud_size), cloud_size)
    assert found.names == [NAMES.get(label) for label in seen_by_cloud(labels, cloud_size)]
    sure = 255 * colour_probability(image, camvid).max(axis=0)
    np.testing.assert_allclose(found.confidence, seen_by_cloud(sure, cloud_size), atol=0.51)


@pytest.mark.parametrize('delay_ms', [-50, 20])
def test_a_cloud_of_another_moment_gets_the_nearest_mask(robot, camvid, delay_ms):
    size = 32, 24
    labels, image = noisy_frame(camvid, 100 + delay_ms)
    cloud_stamp = robot.see(image, size) + delay_ms * 10**6
    assert robot.layer.classify(cloud_stamp, size) is None
    found = robot.layer.classify(cloud_stamp, size, tolerance_ns=10**8)
    assert found.names == [NAMES.get(label) for label in seen_by_cloud(labels, size)]


def test_mask_and_confidence_have_one_size_while_both_cameras_change(robot, camvid):
    images = [noisy_frame(camvid, 9, size)[1] for size in ((64, 48), (128, 96))]
    sizes = set()
    for index in range(24):
        stamp = robot.send(images[index % 2], CLOUD_SIZES[index // 2 % 3])
        mask, confidence = robot.wait_for_masks(stamp)
        assert mask.header == confidence.header
        size = mask.width, mask.height
        for image in (mask, confidence):
            assert (image.width, image.height) == size
            assert image.step * image.height == len(image.data) == mask.width * mask.height
        sizes.add(size)
    assert sizes == set(CLOUD_SIZES)


@pytest.mark.parametrize('size', [(64, 48), (128, 96)])
def test_a_mapper_finds_people_and_nobody_else(colour_camera, camvid, size):
    blocks = np.random.default_rng(size[0]).integers(0, len(camvid), (6, 8), np.uint8)
    blocks[0, :3] = SKY, PEDESTRIAN, BICYCLIST
    labels = blocks.repeat(size[1] // 6, axis=0).repeat(size[0] // 8, axis=1)
    people = colour_camera.find_people(camvid.palette[labels])
    np.testing.assert_array_equal(people, np.isin(labels, (PEDESTRIAN, BICYCLIST)))


def test_what_is_unlabelled_is_nobody(colour_camera, camvid):
    sky = camvid.palette[np.full((48, 64), SKY)]
    assert not colour_camera.find_people(sky).any()
    mask = colour_camera.bench.segment(image_message(sky))['mask']
    assert (pixels_of(mask) == 255).all()
