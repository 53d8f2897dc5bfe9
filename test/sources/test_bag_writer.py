# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is written to a bag comes back, and is what ROS expects to find there."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelClass, LabelSet
from seg_node.sources.bag import BagSource
from seg_node.sources.bag_reader import Bag
from seg_node.sources.bag_writer import CameraForm, write_bag
from seg_node.sources.calibration_file import pinhole_calibration
from seg_node.sources.frame_source import Frame
from seg_node.sources.rosbags_library import QosDurability, Reader, typestore

SECOND = 10**9
TWO_CLASSES = LabelSet('two', (LabelClass('road', (1, 2, 3)), LabelClass('rest', (4, 5, 6))))
CAMERA = PinholeCamera(width=6, height=4, fx=5.0, fy=5.5, cx=2.5, cy=1.5)


@dataclass
class FrameList:
    """A source of frames that are in memory."""

    frames: list[Frame]
    label_set: LabelSet | None = None
    name: str = 'frames'
    rate_hz: float = 10.0

    def __len__(self):
        return len(self.frames)

    def __iter__(self):
        return iter(self.frames)


def make_frames(count, labels=True, camera=CAMERA):
    random = np.random.default_rng(0)
    return [
        Frame(
            image=random.integers(0, 256, (4, 6, 3), np.uint8),
            stamp_ns=1_700_000_000_123_456_789 + index * 100_000_000,
            name=f'{index:06d}',
            labels=random.integers(0, 2, (4, 6), np.uint8) if labels else None,
            camera=camera,
        )
        for index in range(count)
    ]


@pytest.mark.parametrize('storage', ['mcap', 'sqlite3'])
def test_frames_come_back_with_truth_and_camera(tmp_path, storage):
    written = FrameList(make_frames(5), TWO_CLASSES)
    write_bag(written, tmp_path / 'bag', storage=storage)
    source = BagSource(tmp_path / 'bag')
    assert (len(source), source.label_set) == (5, TWO_CLASSES)
    assert source.rate_hz == pytest.approx(10.0)
    for frame, original in zip(source, written, strict=True):
        np.testing.assert_array_equal(frame.image, original.image)
        np.testing.assert_array_equal(frame.labels, original.labels)
        assert (frame.stamp_ns, frame.name) == (original.stamp_ns, original.name)
        assert frame.camera == CAMERA


@pytest.mark.parametrize('storage', ['mcap', 'sqlite3'])
def test_single_file_of_a_bag_is_enough(tmp_path, storage):
    write_bag(FrameList(make_frames(3), TWO_CLASSES), tmp_path / 'bag', storage=storage)
    (file,) = (file for file in (tmp_path / 'bag').iterdir() if file.suffix != '.yaml')
    source = BagSource(file)
    assert (len(source), len(list(source)), source.label_set) == (3, 3, TWO_CLASSES)
    (tmp_path / 'bag' / 'metadata.yaml').unlink()
    assert len(list(BagSource(tmp_path / 'bag'))) == 3


def test_what_is_unknown_has_no_topic(tmp_path):
    frames = FrameList(make_frames(2, labels=False, camera=None))
    write_bag(frames, tmp_path / 'bag', CameraForm('/front/image'))
    with Reader(tmp_path / 'bag') as bag:
        assert list(bag.topics) == ['/front/image']
    (first, _) = BagSource(tmp_path / 'bag')
    assert first.labels is None
    assert first.camera is None


def test_topics_share_the_namespace_of_the_images(tmp_path):
    write_bag(FrameList(make_frames(1), TWO_CLASSES), tmp_path / 'bag', CameraForm('/front/image'))
    with Reader(tmp_path / 'bag') as bag:
        assert sorted(bag.topics) == [
            '/front/camera_info',
            '/front/ground_truth/label',
            '/front/ground_truth/label_names',
            '/front/image',
        ]


def test_label_names_are_latched_and_come_once(tmp_path):
    write_bag(FrameList(make_frames(3), TWO_CLASSES), tmp_path / 'bag')
    with Reader(tmp_path / 'bag') as bag:
        names: Any = bag.topics['/camera/ground_truth/label_names']
        (qos,) = names.connections[0].ext.offered_qos_profiles
    assert names.msgcount == 1
    assert qos.durability == QosDurability.TRANSIENT_LOCAL


def test_camera_info_describes_an_ideal_camera(tmp_path):
    write_bag(FrameList(make_frames(1)), tmp_path / 'bag')
    with Reader(tmp_path / 'bag') as bag:
        connections = bag.topics['/camera/camera_info'].connections
        (_, bag_time_ns, data) = next(bag.messages(connections))
    info: Any = typestore().deserialize_cdr(data, 'sensor_msgs/msg/CameraInfo')
    assert bag_time_ns == 1_700_000_000_123_456_789
    assert (info.header.stamp.sec, info.header.stamp.nanosec) == (1_700_000_000, 123_456_789)
    assert info.header.frame_id.endswith('_optical')
    assert (info.width, info.height, info.distortion_model) == (6, 4, 'plumb_bob')
    np.testing.assert_array_equal(info.d, np.zeros(5))
    np.testing.assert_array_equal(info.k, [5.0, 0, 2.5, 0, 5.5, 1.5, 0, 0, 1])
    np.testing.assert_array_equal(info.r, np.eye(3).ravel())
    np.testing.assert_array_equal(info.p, [5.0, 0, 2.5, 0, 0, 5.5, 1.5, 0, 0, 0, 1, 0])


def test_a_calibration_takes_the_place_of_what_frames_know(tmp_path):
    calibration = pinhole_calibration(CAMERA)._replace(d=np.array([0.1, 0, 0, 0, 0]))
    write_bag(FrameList(make_frames(2)), tmp_path / 'bag', CameraForm(calibration=calibration))
    infos = [each.message for each in Bag(tmp_path / 'bag').messages('/camera/camera_info')]
    assert [info.d[0] for info in infos] == [0.1, 0.1]
    other = CameraForm(calibration=calibration._replace(size=(640, 480)))
    with pytest.raises(SourceError, match='is for images of 640x480, and frame 000000 has 6x4'):
        write_bag(FrameList(make_frames(2)), tmp_path / 'other', other)


def test_jpeg_goes_below_the_topic_of_the_images(tmp_path):
    image = np.full((48, 64, 3), (200, 100, 50), np.uint8)
    frame = Frame(image, SECOND, '0', camera=CAMERA)
    form = CameraForm('/front/image', pinhole_calibration(PinholeCamera(64, 48, 9, 9, 8, 8)), True)
    write_bag(FrameList([frame]), tmp_path / 'bag', form)
    source = BagSource(tmp_path / 'bag')
    assert source.topic == '/front/image/compressed'
    (read,) = source
    np.testing.assert_allclose(read.image.astype(int), image, atol=4)
    assert read.camera == PinholeCamera(64, 48, 9, 9, 8, 8)


@pytest.mark.parametrize(('first_ns', 'moved_ns'), [(0, SECOND), (1, 1)])
def test_a_source_that_begins_at_no_stamp_begins_at_a_second(tmp_path, first_ns, moved_ns):
    frames = [
        replace(frame, stamp_ns=first_ns + index * SECOND)
        for index, frame in enumerate(make_frames(3))
    ]
    write_bag(FrameList(frames, TWO_CLASSES), tmp_path / 'bag')
    readings = list(BagSource(tmp_path / 'bag').readings())
    expected = [moved_ns + index * SECOND for index in range(3)]
    assert [reading.stamp_ns for reading in readings] == expected
    assert all(reading.whole_frame().labels is not None for reading in readings)


def test_bag_is_never_overwritten(tmp_path):
    write_bag(FrameList(make_frames(2)), tmp_path / 'bag')
    with pytest.raises(ConfigurationError, match='bag is there already'):
        write_bag(FrameList(make_frames(1)), tmp_path / 'bag')
    assert len(BagSource(tmp_path / 'bag')) == 2


def test_unknown_storage_lists_the_known(tmp_path):
    with pytest.raises(ConfigurationError, match=r"'rosbag1'.*'mcap', 'sqlite3'"):
        write_bag(FrameList(make_frames(1)), tmp_path / 'bag', storage='rosbag1')
