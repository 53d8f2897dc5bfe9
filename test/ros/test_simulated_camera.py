# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A camera that sends each frame once, with all that belongs to it, and ends when told to."""

from __future__ import annotations

import itertools
import json
import signal
from typing import Any

from camera_messages import image_message, pixels_of
import cv2
from frame_list import FrameList
import numpy as np
import pytest
from sensor_msgs.msg import CameraInfo, Image
from std_msgs.msg import String

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import LabelSet
from seg_node.ros.child_process import ChildProcess
from seg_node.ros.qos import IMAGE_OUTPUT, LATCHED
from seg_node.ros.simulated_camera import Playback, SimulatedCamera
from seg_node.sources.frame_source import Frame

pytestmark = pytest.mark.ros

GEOMETRY = PinholeCamera(width=6, height=4, fx=5.0, fy=5.5, cx=2.5, cy=1.5)

SLOW_CAMERA = """
import time
import numpy as np
from seg_node.ros.simulated_camera import Playback, run_camera
from seg_node.sources.frame_source import Frame

class Slow:
    label_set = None
    def __iter__(self):
        yield Frame(np.zeros((4, 6, 3), np.uint8), 0, 'fast')
        print('reading', flush=True)
        time.sleep(1.0)
        yield Frame(np.zeros((4, 6, 3), np.uint8), 1, 'slow')

print(run_camera(Slow(), Playback(1000.0), 'slow_camera', True)['frames_sent'])
"""


class Listener:
    """Hears messages of a topic for the length of a test."""

    def __init__(self, peer, kind, topic, qos=50):
        self.heard: list[Any] = []
        self._node = peer.node
        self._subscription = self._node.create_subscription(kind, topic, self.heard.append, qos)

    def close(self):
        self._node.destroy_subscription(self._subscription)

    @property
    def values(self):
        """First byte of each image."""
        return [int(message.data[0]) for message in self.heard]


@pytest.fixture
def listen(peer):
    listeners = []

    def listen(*arguments):
        listeners.append(Listener(peer, *arguments))
        return listeners[-1]

    yield listen
    for listener in listeners:
        listener.close()


@pytest.fixture
def create_camera():
    """Make cameras in this process that end with the test."""
    cameras = []

    def create(source, playback):
        cameras.append(SimulatedCamera(source, playback))
        return cameras[-1]

    yield create
    for camera in cameras:
        camera.destroy_node()


@pytest.fixture
def start_camera(tmp_path):
    """Start ``seg simulate`` with three pictures in processes that end with the test."""
    folder = tmp_path / 'pictures'
    folder.mkdir()
    for value in range(3):
        cv2.imwrite(str(folder / f'{value}.png'), np.full((4, 6, 3), value, np.uint8))
    cameras = []

    def start(namespace, *options):
        arguments = ['simulate', str(folder), '--namespace', namespace, *options]
        cameras.append(ChildProcess('seg_node.cli.main', arguments, tmp_path / 'log'))
        return cameras[-1]

    yield start
    for camera in cameras:
        camera.stop()


def spin_for_a_while(peer):
    calls = itertools.count()
    peer.wait_for(lambda: next(calls) >= 15, 'end of the while')


def stamp_of(message):
    return message.header.stamp.sec, message.header.stamp.nanosec


def test_everything_of_a_frame_has_its_stamp(peer, listen, create_camera, camvid):
    random = np.random.default_rng(0)
    frames = [
        Frame(
            random.integers(0, 256, (4, 6, 3), np.uint8),
            stamp_ns=0,
            name=str(index),
            labels=random.integers(0, 11, (4, 6), np.uint8),
            camera=GEOMETRY,
        )
        for index in range(3)
    ]
    infos, truths = listen(CameraInfo, 'camera_info'), listen(Image, 'ground_truth/label')
    names = listen(String, 'ground_truth/label_names', LATCHED)
    images = listen(Image, 'image_raw')
    camera = create_camera(FrameList(frames, camvid), Playback(100.0, subscribers=1))
    camera.play()
    peer.wait_for(
        lambda: all(len(each.heard) == 3 for each in (images, truths, infos)), 'three frames'
    )
    stamps = [stamp_of(message) for message in images.heard]
    assert stamps == sorted(set(stamps))
    for each in (truths, infos):
        assert [stamp_of(message) for message in each.heard] == stamps
        assert {message.header.frame_id for message in each.heard} == {'camera_optical'}
    for frame, image, truth in zip(frames, images.heard, truths.heard, strict=True):
        np.testing.assert_array_equal(pixels_of(image), frame.image)
        np.testing.assert_array_equal(pixels_of(truth), frame.labels)
    peer.wait_for(lambda: names.heard, 'label names')
    assert LabelSet.from_dict(json.loads(names.heard[0].data)) == camvid
    assert camera.frames_sent == 3
    assert camera.seconds >= 3 / 100.0


def test_camera_info_describes_a_rectified_camera(peer, listen, create_camera):
    frame = Frame(np.zeros((4, 6, 3), np.uint8), 0, 'frame', camera=GEOMETRY)
    infos, _ = listen(CameraInfo, 'camera_info'), listen(Image, 'image_raw')
    create_camera(FrameList([frame]), Playback(100.0, subscribers=1)).play()
    peer.wait_for(lambda: infos.heard, 'camera info')
    (info,) = infos.heard
    assert (info.width, info.height, info.distortion_model) == (6, 4, 'plumb_bob')
    assert not any(info.d)
    assert info.k.tolist() == [5.0, 0.0, 2.5, 0.0, 5.5, 1.5, 0.0, 0.0, 1.0]
    assert info.r.tolist() == np.eye(3).ravel().tolist()
    p = [5.0, 0.0, 2.5, 0.0, 0.0, 5.5, 1.5, 0.0, 0.0, 0.0, 1.0, 0.0]
    assert info.p.tolist() == p


def test_what_a_frame_lacks_is_not_sent(peer, listen, create_camera):
    infos, truths = listen(CameraInfo, 'camera_info'), listen(Image, 'ground_truth/label')
    images = listen(Image, 'image_raw')
    frame = Frame(np.zeros((4, 6, 3), np.uint8), 0, 'frame')
    create_camera(FrameList([frame]), Playback(100.0, subscribers=1)).play()
    peer.wait_for(lambda: images.heard, 'image')
    spin_for_a_while(peer)
    assert not infos.heard
    assert not truths.heard


def test_a_missing_answer_does_not_stop_the_camera_for_ever(create_camera):
    frames = [Frame(np.zeros((4, 6, 3), np.uint8), 0, 'frame')] * 2
    playback = Playback(1000.0, answer_topic='no_answer', answer_timeout_s=0.1)
    camera = create_camera(FrameList(frames), playback)
    camera.play()
    assert camera.frames_sent == 2
    assert camera.seconds >= 2 * 0.1


@pytest.mark.parametrize('rate_hz', [0.0, -1.0, float('nan')])
def test_a_rate_that_is_not_above_0_is_refused(rate_hz):
    with pytest.raises(ConfigurationError, match=f'rate {rate_hz}: give frames per second'):
        Playback(rate_hz)


def test_frames_wait_for_subscribers_and_answers(peer, listen, start_camera):
    answers = peer.node.create_publisher(Image, '/patient/answer', IMAGE_OUTPUT)
    options = ('--rate', '1000', '--subscribers', '1', '--wait-for', 'answer')
    camera = start_camera('patient', *options)

    def answer(message):
        reply = image_message(np.zeros((1, 1), np.uint8), 'mono8')
        reply.header = message.header
        answers.publish(reply)

    peer.wait_for(answers.get_subscription_count, 'camera that listens')
    spin_for_a_while(peer)
    images = listen(Image, '/patient/image_raw')
    for count in (1, 2, 3):
        peer.wait_for(lambda count=count: len(images.heard) >= count, f'image {count}')
        answer(images.heard[0])
        if count == 2:
            spin_for_a_while(peer)
        assert images.values == list(range(count)), 'an old answer does not count'
        answer(images.heard[-1])
    peer.wait_for(lambda: not camera.is_running, 'end of the camera')
    assert camera.stop() == 0
    assert json.loads(camera.last_lines(1))['frames_sent'] == 3
    peer.node.destroy_publisher(answers)


@pytest.mark.parametrize('signal_number', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_endless_camera_with_its_report(
    peer, listen, start_camera, signal_number
):
    images = listen(Image, f'/endless_{signal_number}/image_raw')
    camera = start_camera(f'endless_{signal_number}', '--rate', '50', '--loop')
    peer.wait_for(lambda: len(images.heard) > 6, 'third play')
    camera._process.send_signal(signal_number)
    assert camera._process.wait(15.0) == 0
    assert json.loads(camera.last_lines())['frames_sent'] >= len(images.heard)
    assert json.loads(camera.last_lines())['seconds'] > 0


def test_a_signal_while_a_frame_is_read_ends_the_camera(peer, tmp_path, monkeypatch):
    monkeypatch.setenv('PYTHONPATH', str(tmp_path))
    (tmp_path / 'slow_camera.py').write_text(SLOW_CAMERA)
    with ChildProcess('slow_camera', [], tmp_path / 'log') as camera:
        peer.wait_for(lambda: camera.last_lines() == 'reading', 'slow frame')
        camera._process.send_signal(signal.SIGTERM)
        assert camera._process.wait(15.0) == 0
        assert camera.last_lines() == 'reading\n1'
