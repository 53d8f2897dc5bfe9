# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Compressed masks hold what the raw ones hold, to the pixel and the nanosecond."""

from camera_messages import image_message, pixels_of
from node_bench import Bench
import numpy as np
import pytest
from ros_peer import values

from seg_node.core.image_files import decode_label_png

pytestmark = pytest.mark.ros

MASKS = ('mask', 'confidence', 'drivable_area')
COMPRESSED = tuple(f'{name}/compressed' for name in MASKS)


@pytest.fixture(scope='module')
def node(start_node):
    return start_node()


@pytest.fixture
def make_bench(peer):
    """Make benches and close them."""
    benches = []

    def make(*arguments, **options):
        benches.append(Bench(peer, *arguments, **options))
        benches[-1].connect()
        return benches[-1]

    yield make
    for bench in benches:
        bench.close()


def random_frame(camvid, seed):
    labels = np.random.default_rng(seed).integers(0, len(camvid), (48, 64), np.uint8)
    noise = np.random.default_rng(seed).integers(0, 30, (48, 64, 3))
    return image_message(np.clip(camvid.palette[labels] + noise, 0, 255).astype(np.uint8))


def test_png_and_raw_are_equal_and_of_the_same_frame(node, make_bench, camvid):
    bench = make_bench(node, *MASKS, *COMPRESSED)
    for seed in range(3):
        frame = random_frame(camvid, seed)
        outputs = bench.segment(frame)
        for name in MASKS:
            compressed = outputs[f'{name}/compressed']
            assert compressed.format == 'png'
            assert compressed.header == outputs[name].header == frame.header
            pixels = decode_label_png(compressed.data.tobytes())
            np.testing.assert_array_equal(pixels, pixels_of(outputs[name]))


def test_one_compressed_output_needs_no_raw_one_and_is_told(peer, node, make_bench, camvid):
    bench = make_bench(node, 'mask/compressed')
    reports = peer.follow(node)
    assert bench.segment(random_frame(camvid, 5))
    peer.wait_for_report(
        node, reports, lambda report: values(report)['subscribed_outputs'] == 'mask/compressed'
    )


def test_the_compressed_topic_follows_the_remapping_of_the_raw_one(start_node, make_bench, camvid):
    node = start_node('segmentation/mask:=segmentation/classes')
    outputs = make_bench(node, 'classes', 'classes/compressed').segment(random_frame(camvid, 7))
    pixels = decode_label_png(outputs['classes/compressed'].data.tobytes())
    np.testing.assert_array_equal(pixels, pixels_of(outputs['classes']))
