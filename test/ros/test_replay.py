# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A replay gives what the node publishes, to the bit and with its memory of frames before."""

from array import array
from contextlib import closing
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass, replace

from box_drive import BoxDrive
from builtin_interfaces.msg import Time
from camera_messages import image_message
from ground_bench import (
    CAMERA_POSE,
    CENTRE,
    FOCAL_PX,
    FRAME_ID,
    GroundBench,
    HEIGHT,
    street,
    WIDTH,
)
from node_bench import Bench
import numpy as np
import pytest
from std_msgs.msg import String

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.parameters.parameter_file import make_parameters
from seg_node.replay.drive import Drive
from seg_node.replay.ground.recorded_ground import RecordedGround
from seg_node.replay.output_bag import OutputBag
from seg_node.replay.records import digest, FrameRecord, OUTPUTS
from seg_node.ros.qos import LATCHED
from seg_node.sources.bag_reader import Bag
from seg_node.sources.frame_source import Frame
from seg_node.sources.message_making import make, make_header
from seg_node.sources.rosbags_library import typestore

pytestmark = pytest.mark.ros

TOPICS = ('drivable_grid', 'drivable_scan', 'drivable_points')


def test_a_replay_gives_what_the_node_publishes(peer, start_node, colour_model, camvid):
    source = BoxDrive(camvid, 6)
    options = BackendOptions(1, network_size=(128, 96))
    with closing(open_backend('onnxruntime', colour_model, options)) as backend:
        replayed = list(Drive(source, Pipeline(backend, PipelineSettings())))
    node = start_node(backend='onnxruntime', network_size='128x96')
    with closing(Bench(peer, node, *OUTPUTS)) as bench:
        bench.connect()
        for frame, (record, *_) in zip(source, replayed, strict=True):
            assert isinstance(record, FrameRecord)
            sec, nanosec = divmod(frame.stamp_ns, 10**9)
            stamp = Time(sec=sec, nanosec=nanosec)
            published = bench.answers(bench.send(image_message(frame.image), stamp))
            assert {name: digest(pixels(published[name])) for name in OUTPUTS} == record.digests


def test_an_output_bag_holds_the_messages_that_the_node_publishes(
    peer, start_node, colour_model, camvid, tmp_path
):
    outputs = (*OUTPUTS, 'sets/person', 'sets/vehicle')

    def from_camera(_, frame):
        return replace(frame, frame_id=FRAME_ID)

    source = BoxDrive(camvid, 3, from_camera)
    options = BackendOptions(1, network_size=(128, 96))
    with closing(open_backend('onnxruntime', colour_model, options)) as backend:
        pipeline = Pipeline(backend, PipelineSettings())
        with OutputBag(tmp_path / 'bag', pipeline.labels) as bag:
            for step in Drive(source, pipeline):
                bag.look_at(step)
    written = Bag(bag.path)
    node = start_node(backend='onnxruntime', network_size='128x96')
    with closing(Bench(peer, node, *outputs)) as bench:
        bench.connect()
        in_bag = zip(*(written.messages(f'/segmentation/{name}') for name in outputs), strict=True)
        for frame, stored in zip(source, in_bag, strict=True):
            sec, nanosec = divmod(frame.stamp_ns, 10**9)
            published = bench.answers(
                bench.send(image_message(frame.image), Time(sec=sec, nanosec=nanosec))
            )
            for name, each in zip(outputs, stored, strict=True):
                assert fields(each.message) == fields(published[name])
    heard: list[String] = []
    subscription = peer.node.create_subscription(
        String, node.topic('segmentation/label_names'), heard.append, LATCHED
    )
    peer.wait_for(lambda: heard, 'label_names', node)
    peer.node.destroy_subscription(subscription)
    (names,) = written.messages('/segmentation/label_names')
    assert names.message.data == heard[0].data


def pixels(message, *channels):
    return np.array(message.data, np.uint8).reshape(message.height, message.width, *channels)


def test_the_ground_of_a_replay_is_what_the_node_publishes(peer, start_node, colour_model, camvid):
    values = {
        'camera_pose': CAMERA_POSE,
        'backend': 'onnxruntime',
        'threads': 1,
        'ground_range_max': 8.0,
        'drivable_memory_s': 0.0,
        'footprint_width': 0.5,
    }
    node = start_node(**values | {'camera_pose': f"'{CAMERA_POSE}'"})
    image = street(camvid, wall_m=5)
    with closing(GroundBench(peer, node, *TOPICS)) as bench:
        published = bench.show(image)
    camera = PinholeCamera(WIDTH, HEIGHT, FOCAL_PX, FOCAL_PX, *CENTRE)
    for topic, message in published.items():
        stamp_ns = header_stamp_ns(message)
        frame = Frame(pixels(image, 3), stamp_ns, '0', camera=camera, frame_id=FRAME_ID)
        replayed = ground_messages(colour_model, values, frame)
        assert fields(message) == fields(stored(replayed[topic])), topic


def ground_messages(model, values, frame):
    parameters = make_parameters(values | {'model': str(model)})
    ground = RecordedGround(parameters, is_wanted=True)
    with closing(open_backend('onnxruntime', model, parameters.backend_options())) as backend:
        pipeline = Pipeline(backend, parameters.pipeline_settings())
        size, seed = ground.prepare(frame)
        segmented = pipeline.process(frame.image, frame.stamp_ns, size, seed)
        found = ground.look(segmented, pipeline.ground_classes, frame)
        assert found
        return found.messages(make, segmented.mask, make_header(frame.stamp_ns, '').stamp)


def stored(message):
    """Give what is read of a message in a bag."""
    data = typestore().serialize_cdr(message, message.__msgtype__)
    return typestore().deserialize_cdr(data, message.__msgtype__)


def fields(message):
    """Give what a message holds, of ROS or of a bag, as nested lists."""
    if hasattr(message, 'get_fields_and_field_types'):
        names = message.get_fields_and_field_types()
        return [fields(getattr(message, name)) for name in names]
    if is_dataclass(message):
        return [
            fields(getattr(message, field.name))
            for field in dataclass_fields(message)
            if field.name.islower() and field.name != '__msgtype__'  # no constants
        ]
    if isinstance(message, list | array | np.ndarray):
        return [fields(item) for item in message]
    return 'nan' if message != message else message
