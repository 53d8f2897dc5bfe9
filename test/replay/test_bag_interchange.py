# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Bags of ours in another implementation of mcap, and its bags in ours."""

from contextlib import closing
import json

from box_drive import BoxDrive
import numpy as np
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.replay.drive import Drive
from seg_node.replay.output_bag import OutputBag
from seg_node.replay.records import digest, FrameRecord
from seg_node.sources.bag import BagSource
from seg_node.sources.bag_layout import IMAGE
from seg_node.sources.rosbags_library import typestore

pytest.importorskip('onnxruntime')
make_reader = pytest.importorskip('mcap.reader').make_reader
DecoderFactory = pytest.importorskip('mcap_ros2.decoder').DecoderFactory
Writer = pytest.importorskip('mcap_ros2.writer').Writer


def test_an_output_bag_is_read_by_mcap(colour_model, camvid, tmp_path):
    source = BoxDrive(camvid)
    with closing(open_backend('onnxruntime', colour_model, BackendOptions(1))) as backend:
        pipeline = Pipeline(backend, PipelineSettings())
        steps = list(Drive(source, pipeline))
        with OutputBag(tmp_path / 'bag', pipeline.labels, source=source) as bag:
            for step in steps:
                bag.look_at(step)
    found: dict[str, list] = {}
    with (tmp_path / 'bag' / 'bag.mcap').open('rb') as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()])
        assert reader.get_header().profile == 'ros2'
        for _, channel, message, content in reader.iter_decoded_messages():
            found.setdefault(channel.topic, []).append((message.log_time, content))
    records = [step.record for step in steps if isinstance(step.record, FrameRecord)]
    assert len(records) == len(source)
    expected = {
        f'/segmentation/{name}': [record.digests[name] for record in records]
        for name in ('mask', 'confidence', 'drivable_area')
    }
    expected['/camera/image_raw'] = [record.image for record in records]
    for topic, digests in expected.items():
        assert [digest(pixels(content)) for _, content in found[topic]] == digests
        times = [record.stamp_ns for record in records]
        assert [time for time, _ in found[topic]] == times
        assert [stamp_ns(content) for _, content in found[topic]] == times
    ((_, names),) = found['/segmentation/label_names']
    assert json.loads(names.data) == camvid.to_dict()


@pytest.mark.parametrize('chunk_size', [1, 1 << 20])
def test_a_bag_of_mcap_is_read_by_us(camvid, tmp_path, chunk_size):
    frames = list(BoxDrive(camvid))
    text, _ = typestore().generate_msgdef(IMAGE, ros_version=2)
    with Writer(str(tmp_path / 'drive.mcap'), chunk_size) as writer:
        schema = writer.register_msgdef(IMAGE, text)
        for frame in frames:
            writer.write_message(
                '/camera/image_raw', schema, message(frame), frame.stamp_ns, frame.stamp_ns
            )
    source = BagSource(tmp_path / 'drive.mcap')
    assert len(source) == len(frames)
    assert [frame.stamp_ns for frame in source] == [frame.stamp_ns for frame in frames]
    digests = [digest(frame.image) for frame in frames]
    assert [digest(frame.image) for frame in source] == digests


def pixels(content):
    channels = {'mono8': (), 'rgb8': (3,)}[content.encoding]
    assert content.step * content.height == len(content.data)
    shape = content.height, content.width, *channels
    return np.frombuffer(content.data, np.uint8).reshape(shape)


def stamp_ns(content):
    return content.header.stamp.sec * 10**9 + content.header.stamp.nanosec


def message(frame):
    sec, nanosec = divmod(frame.stamp_ns, 10**9)
    height, width, _ = frame.image.shape
    return {
        'header': {'stamp': {'sec': sec, 'nanosec': nanosec}, 'frame_id': 'front'},
        'height': height,
        'width': width,
        'encoding': 'rgb8',
        'is_bigendian': 0,
        'step': 3 * width,
        'data': frame.image.tobytes(),
    }
