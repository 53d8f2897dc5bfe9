# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""One drive in every format that recorders leave: what is read of it is the same."""

import json
import os
import tempfile

from bag_messages import (
    camera_info,
    compressed,
    image,
    label,
    record,
    record_split,
    SECOND,
    string,
)
from bags_of_ros1 import record_ros1
import numpy as np
import pytest
from recorded_motion import frames_above
from rosbags.rosbag1 import Writer as Ros1Writer
from rosbags.rosbag2 import CompressionFormat, CompressionMode

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import SourceError
from seg_node.core.label_set import LabelClass, LabelSet
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.sources.bag import BagSource
from seg_node.sources.bag_parts import find_parts
from seg_node.sources.open_source import open_source
from seg_node.sources.rosbags_library import StoragePlugin

MCAP, SQLITE = StoragePlugin.MCAP, StoragePlugin.SQLITE3
TWO_CLASSES = LabelSet('two', (LabelClass('road', (1, 2, 3)), LabelClass('rest', (4, 5, 6))))
COUNT, PART = 9, 3
PIXELS = np.random.default_rng(0).integers(0, 256, (COUNT, 4, 6, 3), np.uint8)
TF, CLOCK = '/tf', '/chatter'


def drive():
    """Nine frames with truth and transforms, each recorded 5 ms after its stamp."""
    yield '/tf_static', SECOND, frames_above('base_link', 'camera_optical', 'imu')
    yield '/camera/ground_truth/label_names', SECOND, string(json.dumps(TWO_CLASSES.to_dict()))
    for index, pixels in enumerate(PIXELS):
        stamp_ns = 2 * SECOND + index * SECOND // 10
        time_ns = stamp_ns + 5 * 10**6
        yield TF, time_ns, frames_above('odom', 'base_link', time_s=stamp_ns / SECOND)
        yield '/camera/camera_info', time_ns, camera_info()
        yield '/camera/image_raw', time_ns, image(stamp_ns, pixels, 'rgb8')
        yield '/camera/ground_truth/label', time_ns + 1, label(stamp_ns, index % 2)
        yield CLOCK, time_ns + 2, string('tick')


def parts():
    messages = list(drive())
    return [messages[:7], messages[7:22], messages[22:]]


def single(storage, mode=None):
    compression = mode and (mode, CompressionFormat.ZSTD)
    return lambda path: record(path / 'bag', drive(), storage, compression)


def split(storage, mode=None):
    compression = mode and (mode, CompressionFormat.ZSTD)
    return lambda path: record_split(path / 'bag', parts(), storage, compression)


def ros1(compression=None):
    return lambda path: record_ros1(path / 'drive.bag', drive(), compression)


def ros1_split(path):
    """Give files whose names are not in the order of time."""
    folder = path / 'bags'
    folder.mkdir()
    for name, messages in zip('bca', parts(), strict=True):
        record_ros1(folder / f'{name}.bag', messages)
    return folder


FORMATS = {
    'mcap': single(MCAP),
    'sqlite3': single(SQLITE),
    'mcap zstd chunks': single(MCAP, CompressionMode.STORAGE),
    'mcap zstd messages': single(MCAP, CompressionMode.MESSAGE),
    'mcap zstd file': single(MCAP, CompressionMode.FILE),
    'sqlite3 zstd messages': single(SQLITE, CompressionMode.MESSAGE),
    'sqlite3 zstd file': single(SQLITE, CompressionMode.FILE),
    'split mcap': split(MCAP),
    'split sqlite3': split(SQLITE),
    'split mcap zstd messages': split(MCAP, CompressionMode.MESSAGE),
    'split sqlite3 zstd file': split(SQLITE, CompressionMode.FILE),
    'split mcap zstd file': split(MCAP, CompressionMode.FILE),
    'ros1': ros1(),
    'ros1 bz2': ros1(Ros1Writer.CompressionFormat.BZ2),
    'ros1 lz4': ros1(Ros1Writer.CompressionFormat.LZ4),
    'split ros1': ros1_split,
}


@pytest.mark.parametrize('write', FORMATS.values(), ids=FORMATS)
def test_each_format_gives_the_same_drive(tmp_path, write):
    source = open_source(str(write(tmp_path)))
    assert isinstance(source, BagSource)
    assert (len(source), source.label_set) == (COUNT, TWO_CLASSES)
    assert source.rate_hz == pytest.approx(10.0)
    readings = list(source.readings())
    assert [reading.stamp_ns for reading in readings] == [
        2 * SECOND + index * SECOND // 10 for index in range(COUNT)
    ]
    for index, reading in enumerate(readings):
        frame = reading.whole_frame()
        np.testing.assert_array_equal(frame.image, PIXELS[index])
        np.testing.assert_array_equal(frame.labels, np.full((4, 6), index % 2))
        assert frame.camera == PinholeCamera(6, 4, 5.0, 5.5, 2.5, 1.5)
        assert reading.form == 'rgb8 of camera_optical'


@pytest.mark.parametrize('name', ['mcap', 'split sqlite3 zstd file', 'ros1', 'split ros1'])
def test_transforms_are_read_in_their_order(tmp_path, name):
    source = BagSource(FORMATS[name](tmp_path))
    (static,) = source.static_transforms()
    names = [(each.header.frame_id, each.child_frame_id) for each in static.message.transforms]
    assert names == [('base_link', 'camera_optical'), ('base_link', 'imu')]
    assert static.message.transforms[0].transform.rotation.z == 0.6
    moving = list(source.transforms())
    assert [header_stamp_ns(each.message.transforms[0]) for each in moving] == [
        2 * SECOND + index * SECOND // 10 for index in range(COUNT)
    ]
    assert moving[0].recorded_ns == 2 * SECOND + 5 * 10**6


def test_a_bag_without_transforms_has_none(tmp_path):
    source = BagSource(record(tmp_path / 'bag', [('/image', 3, image(3))]))
    assert (source.static_transforms(), list(source.transforms())) == ([], [])


def test_ros1_topics_without_a_slash_and_the_old_name_of_tf_are_known(tmp_path):
    messages = [
        ('tf', 1, frames_above('odom', 'base_link')),
        ('camera/camera_info', 1, camera_info()),
        ('camera/image/compressed', 2, compressed(5, PIXELS[0])),
    ]
    kinds = {'tf2_msgs/msg/TFMessage': 'tf/msg/tfMessage'}
    source = BagSource(record_ros1(tmp_path / 'drive.bag', messages, kinds=kinds))
    (frame,) = source
    np.testing.assert_array_equal(frame.image, PIXELS[0])
    assert frame.camera is not None
    assert source.topic == '/camera/image/compressed'
    (moving,) = source.transforms()
    assert moving.message.transforms[0].child_frame_id == 'base_link'


@pytest.mark.parametrize('write', [split(MCAP), split(SQLITE, CompressionMode.FILE), ros1_split])
def test_one_file_of_a_split_bag_is_open_at_a_time(tmp_path, monkeypatch, write):
    unpacked = tmp_path / 'unpacked'
    unpacked.mkdir()
    monkeypatch.setattr(tempfile, 'tempdir', str(unpacked))
    source = BagSource(write(tmp_path))
    most = 0
    for _ in source.bag.messages(source.topic):
        opened = [os.readlink(f'/proc/self/fd/{fd}') for fd in _open_descriptors()]
        most = max(most, sum(str(tmp_path) in path for path in opened))
    assert most == 1
    assert not any(unpacked.iterdir())


def _open_descriptors():
    descriptors = os.listdir('/proc/self/fd')
    return [each for each in descriptors if os.path.lexists(f'/proc/self/fd/{each}')]


@pytest.mark.parametrize(
    ('write', 'remedy'),
    [(split(MCAP), 'mcap recover'), (split(SQLITE, CompressionMode.FILE), 'copy it again')],
)
def test_damage_in_the_last_file_is_named_where_reading_ends(tmp_path, write, remedy):
    path = write(tmp_path)
    last = find_parts(path)[-1].path
    last.write_bytes(last.read_bytes()[:300])
    readings = BagSource(path).readings()
    assert len([next(readings) for _ in range(4)]) == 4
    with pytest.raises(SourceError, match=f'{last.name} is not a whole bag file: .*{remedy}'):
        list(readings)


@pytest.mark.parametrize('name', ['mcap', 'sqlite3', 'mcap zstd file', 'split mcap', 'ros1'])
def test_a_file_that_is_empty_is_named(tmp_path, name):
    path = FORMATS[name](tmp_path)
    first = find_parts(path)[0].path
    first.write_bytes(b'')
    with pytest.raises(SourceError, match=f'{first.name} is not a whole bag file'):
        BagSource(path)


@pytest.mark.parametrize('name', ['ros1 bz2', 'ros1 lz4'])
def test_ros1_bags_that_are_cut_or_damaged_say_why(tmp_path, name):
    path = FORMATS[name](tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[:-100])
    with pytest.raises(SourceError, match=r"file: \w.*'rosbag reindex'"):
        BagSource(path)
    place = 5000  # behind the header, in the first chunk
    path.write_bytes(data[:place] + bytes(200) + data[place + 200 :])
    with pytest.raises(SourceError, match=r"file: \w.*'rosbag reindex'"):
        list(BagSource(path))


def test_a_ros1_bag_whose_recorder_died_is_to_be_reindexed(tmp_path):
    path = FORMATS['ros1'](tmp_path)
    data = bytearray(path.read_bytes())
    place = data.index(b'index_pos=') + len(b'index_pos=')
    data[place : place + 8] = bytes(8)
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"not indexed.*'rosbag reindex'"):
        BagSource(path)


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        ('', 'is not that of a bag'),
        ('rosbag2_bagfile_information: {relative_file_paths: []}', 'lists 0 files'),
        ('rosbag2_bagfile_information: {relative_file_paths: [bag.mcap]}', 'not list topics'),
        ('rosbag2_bagfile_information: {relative_file_paths: [a.mcap]}', 'first a.mcap'),
    ],
)
def test_metadata_that_tells_too_little_is_to_be_written_anew(tmp_path, text, said):
    path = FORMATS['mcap'](tmp_path)
    (path / 'metadata.yaml').write_text(text)
    with pytest.raises(SourceError, match=f"{said}.*'ros2 bag reindex"):
        BagSource(path)


def test_bags_of_both_kinds_in_a_folder_are_not_guessed_at(tmp_path):
    FORMATS['ros1'](tmp_path)
    record(tmp_path / 'bag', drive())
    (tmp_path / 'bag' / 'bag.mcap').rename(tmp_path / 'bag.mcap')
    with pytest.raises(SourceError, match='2 bag files: name one'):
        BagSource(tmp_path)
