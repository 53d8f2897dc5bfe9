# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What lies in an output bag is what the replay recorded, where and when the camera said it."""

from contextlib import closing
import json

from bag_messages import (
    camera_info,
    image,
    record,
    record_split,
    SECOND,
    string,
)
from bags_of_ros1 import record_ros1
from box_drive import BoxDrive
import numpy as np
import pytest
from recorded_motion import frames_above
from rosbags.interfaces import ConnectionExtRosbag2

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import ConfigurationError
from seg_node.core.image_decoding import decode_label_image, decode_message
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.replay.drive import Drive
from seg_node.replay.output_bag import OutputBag, take_away_outputs
from seg_node.replay.records import digest, FrameRecord
from seg_node.sources.bag import BagSource
from seg_node.sources.bag_reader import Bag
from seg_node.sources.rosbags_library import QosDurability, Reader

pytest.importorskip('onnxruntime')

MASKS = ('mask', 'confidence', 'drivable_area')
LABELS = {'/segmentation/label_names', '/segmentation/label_info'}
LATE = 7 * 10**6
"""How long after its stamp a frame was recorded [ns]."""
STATIC, MOVING = frames_above('base_link', 'camera'), frames_above('odom', 'base_link')


@pytest.fixture
def write(colour_model, tmp_path):
    """Replay a source into a bag, and give the steps, the bag, and why copying ended."""

    def replay(source, outputs=(), with_input=False, most=None):
        with closing(open_backend('onnxruntime', colour_model, BackendOptions(1))) as backend:
            pipeline = Pipeline(backend, PipelineSettings())
            copied = source if with_input else None
            steps = []
            with OutputBag(tmp_path / 'out', pipeline.labels, outputs, copied) as bag:
                for step in Drive(source, pipeline):
                    bag.look_at(step)
                    steps.append(step)
                    if len(steps) == most:
                        break
        return steps, Bag(tmp_path / 'out'), bag.copy_fault

    return replay


def recorded(camvid, count=4):
    """Give a camera's messages and TF, with something else beside them."""
    yield '/tf_static', SECOND // 2, STATIC
    yield '/chatter', SECOND // 2, string('hello')
    for frame in BoxDrive(camvid, count):
        time_ns = frame.stamp_ns + LATE
        yield '/tf', time_ns - 1, MOVING
        yield '/front/image', time_ns, image(frame.stamp_ns, frame.image, 'rgb8', 'front')
        yield '/front/camera_info', time_ns + 1, camera_info()


@pytest.fixture
def source(camvid, tmp_path):
    return BagSource(record(tmp_path / 'in', recorded(camvid)))


def test_all_outputs_have_the_headers_and_times_of_their_images(write, source, camvid):
    steps, bag, _ = write(source)
    sets = {f'/segmentation/sets/{name}' for name in ('person', 'vehicle')}
    others = {*LABELS, '/segmentation/overlay/compressed'}
    assert bag.topics.keys() == {f'/segmentation/{name}' for name in MASKS} | sets | others
    for topic in bag.topics.keys() - LABELS:
        messages = list(bag.messages(topic))
        for step, stored in zip(steps, messages, strict=True):
            assert header_stamp_ns(stored.message) == step.record.stamp_ns
            assert stored.message.header.frame_id == 'front'
            assert stored.recorded_ns == step.record.stamp_ns + LATE


def test_the_maps_are_those_that_the_replay_recorded(write, source):
    steps, bag, _ = write(source)
    for name in MASKS:
        digests = [
            digest(decode_label_image(stored.message))
            for stored in bag.messages(f'/segmentation/{name}')
        ]
        assert digests == [step.record.digests[name] for step in steps]
    for step, stored in zip(steps, bag.messages('/segmentation/sets/vehicle'), strict=True):
        expected = step.segmented.set_mask('vehicle')
        np.testing.assert_array_equal(decode_label_image(stored.message), expected)
    overlays = bag.messages('/segmentation/overlay/compressed')
    for step, stored in zip(steps, overlays, strict=True):
        assert stored.message.format == 'jpeg'
        difference = np.abs(decode_message(stored.message) - step.segmented.overlay.astype(int))
        assert difference.mean() < 8


def test_what_ids_mean_is_latched_and_comes_first(write, source, camvid, tmp_path):
    steps, bag, _ = write(source, ['mask'])
    names, info, *_ = bag.stored(bag.topics)
    assert (names.topic, info.topic) == ('/segmentation/label_names', '/segmentation/label_info')
    assert json.loads(names.message().data) == camvid.to_dict()
    classes = [(each.class_id, each.class_name) for each in info.message().class_map]
    assert classes == list(enumerate(camvid.names))
    assert header_stamp_ns(info.message()) == steps[0].record.stamp_ns
    with Reader(tmp_path / 'out') as reader:
        for connection in reader.connections:
            assert isinstance(connection.ext, ConnectionExtRosbag2)
            latched = [
                qos.durability == QosDurability.TRANSIENT_LOCAL
                for qos in connection.ext.offered_qos_profiles
            ]
            assert latched == [True] * (connection.topic in LABELS)


def test_only_what_is_chosen_is_written(write, source):
    _, bag, _ = write(source, ['confidence', 'sets'])
    names = ('confidence', 'label_info', 'label_names', 'sets/person', 'sets/vehicle')
    assert sorted(bag.topics) == [f'/segmentation/{name}' for name in names]


@pytest.mark.parametrize('kind', ['ros2', 'ros1'])
def test_the_cameras_topics_are_copied_as_they_are_in_the_order_of_time(
    write, camvid, tmp_path, kind
):
    if kind == 'ros1':
        source = BagSource(record_ros1(tmp_path / 'in.bag', recorded(camvid)))
    else:
        source = BagSource(record(tmp_path / 'in', recorded(camvid)))
    _, bag, _ = write(source, ['mask'], with_input=True)
    assert bag.topics.keys() == LABELS | {
        '/segmentation/mask',
        '/front/image',
        '/front/camera_info',
        '/tf',
        '/tf_static',
    }
    original = BagSource(record(tmp_path / 'same', recorded(camvid)))
    copied = bag.stored(original.camera_topics())
    for before, after in zip(original.bag.stored(original.camera_topics()), copied, strict=True):
        assert (after.topic, after.kind) == (before.topic, before.kind)
        assert (after.recorded_ns, bytes(after.data)) == (before.recorded_ns, bytes(before.data))
    times = [stored.recorded_ns for stored in bag.stored(bag.topics)]
    assert times == sorted(times)


def test_a_drive_that_is_replayed_from_the_output_bag_is_the_same(write, source, tmp_path):
    steps, *_ = write(source, ['mask'], with_input=True)
    (tmp_path / 'out').rename(tmp_path / 'again')
    again, *_ = write(BagSource(tmp_path / 'again', '/front/image'))
    assert [step.record.digests for step in again] == [step.record.digests for step in steps]


def test_a_frame_that_cannot_be_read_has_no_outputs_and_those_around_it_have(
    write, camvid, tmp_path
):
    messages = list(recorded(camvid, 3))
    topic, time_ns, _ = messages[6]
    stamp_ns = time_ns - LATE
    messages[6] = (topic, time_ns, image(stamp_ns, encoding='bayer_xyz'))
    steps, bag, _ = write(BagSource(record(tmp_path / 'in', messages)), ['mask'], with_input=True)
    assert [isinstance(step.record, FrameRecord) for step in steps] == [True, False, True]
    assert bag.topics['/segmentation/mask'].message_count == 2
    assert bag.topics['/front/image'].message_count == 3


def test_frames_that_came_in_no_messages_begin_at_a_second(write, camvid):
    source = BoxDrive(camvid, 3, lambda index, frame: _at(frame, index * SECOND))
    _, bag, _ = write(source, ['mask'], with_input=True)
    for topic in ('/camera/image_raw', '/segmentation/mask', '/camera/ground_truth/label'):
        stamps = [(each.recorded_ns, each.stamp_ns) for each in bag.messages(topic)]
        assert stamps == [(n * SECOND, n * SECOND) for n in (1, 2, 3)]


def test_truth_that_is_not_the_sources_is_not_copied(write, camvid):
    frames = list(BoxDrive(camvid, 2))

    class Unnamed(BoxDrive):
        """Has labels and does not say what they stand for."""

        def __iter__(self):
            return iter(frames)

    steps, bag, _ = write(Unnamed(None, 2), ['mask'], with_input=True)
    assert all(step.frame.labels is not None for step in steps)
    assert '/camera/image_raw' in bag.topics
    assert '/camera/ground_truth/label' not in bag.topics


def _at(frame, stamp_ns):
    return type(frame)(frame.image, stamp_ns, frame.name, frame.labels)


def test_what_was_written_before_the_end_can_be_read(write, source, camvid, tmp_path):
    steps, bag, _ = write(source, ['mask'], with_input=True, most=2)
    assert bag.topics['/segmentation/mask'].message_count == 2
    assert bag.topics['/front/image'].message_count == 2
    with pytest.raises(KeyboardInterrupt), OutputBag(tmp_path / 'ended', camvid) as ended:
        ended.look_at(steps[0])
        raise KeyboardInterrupt
    assert Bag(ended.path).topics['/segmentation/mask'].message_count == 1


def test_only_output_bags_are_taken_away(write, source, camvid, tmp_path):
    write(source, ['mask'])
    take_away_outputs(tmp_path / 'out')
    assert not (tmp_path / 'out').exists()
    for path in (tmp_path / 'in', tmp_path, tmp_path / 'none'):
        take_away_outputs(path)
    assert len(source) == len(list(source)) == 4


def test_a_bag_that_is_there_is_kept(write, source, camvid, tmp_path):
    write(source, ['mask'])
    with pytest.raises(ConfigurationError, match='out is there already'):
        write(source, ['mask'])
    assert BagSource(tmp_path / 'out', '/segmentation/mask')


def test_an_unknown_output_lists_the_known(camvid, tmp_path):
    with pytest.raises(ConfigurationError, match=r'no output masks: choose from mask, conf'):
        OutputBag(tmp_path / 'out', camvid, ['masks'])


def test_damage_of_what_is_copied_is_told_and_the_outputs_are_whole(camvid, tmp_path, write):
    after = [('/tf', 9 * SECOND, MOVING)]
    path = record_split(tmp_path / 'in', [list(recorded(camvid)), after])
    source = BagSource(path)
    last = path / 'part_1.mcap'
    last.write_bytes(last.read_bytes()[:100])
    steps, bag, fault = write(source, ['mask'], with_input=True)
    assert len(steps) == bag.topics['/segmentation/mask'].message_count == 4
    assert 'part_1.mcap is not a whole bag file' in fault
