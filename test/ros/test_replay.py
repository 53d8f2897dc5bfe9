# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A replay gives what the node publishes, to the bit and with its memory of frames before."""

from contextlib import closing

from box_drive import BoxDrive
from builtin_interfaces.msg import Time
from camera_messages import image_message
from node_bench import Bench
import numpy as np
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.replay.drive import Drive
from seg_node.replay.records import digest, FrameRecord, OUTPUTS

pytestmark = pytest.mark.ros


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


def pixels(message):
    return np.array(message.data, np.uint8).reshape(message.height, message.width)
