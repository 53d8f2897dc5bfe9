# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Streams that change while they run, and frames beyond all measure."""

import time

from camera_messages import even_image, labelled_image, pixels_of
from encoded_pictures import ALL_ENCODINGS, fitting_size, PACKED
import pytest
from rclpy.serialization import serialize_message

pytestmark = pytest.mark.ros

SKY, ROAD = 0, 3
SIZES = ((64, 48), (1, 1), (640, 480), (33, 47), (1280, 720), (4000, 1), (1, 4000), (64, 48))


def test_size_that_changes_mid_stream(bench, camvid, fault_row):
    for width, height in SIZES:
        frame = labelled_image(camvid, ROAD, (width, height))
        mask = pixels_of(bench.segment_surely(frame)['mask'])
        assert mask.shape == (height, width)
        assert (mask == ROAD).all()
    sizes = ', '.join(f'{width}x{height}' for width, height in SIZES)
    fault_row(
        'size changing mid-stream',
        f'frames of {sizes}',
        'each mask has the size, stamp and labels of its own frame',
    )


def test_encoding_that_changes_mid_stream(bench, camvid, fault_row):
    for encoding in ALL_ENCODINGS:
        # The sky is grey in this label set.
        label = SKY if PACKED.get(encoding) == 'Y' else ROAD
        for is_bigendian in (False, True):
            size = fitting_size(encoding, 63, 47)
            frame = even_image(camvid.palette[label], encoding, size, is_bigendian)
            mask = pixels_of(bench.segment(frame)['mask'])
            assert mask.shape == (size[1], size[0])
            assert (mask == label).all(), encoding
    fault_row(
        'encoding changing mid-stream',
        f'all {len(ALL_ENCODINGS)} encodings in turn, both byte orders, padded rows',
        'each mask is right to the pixel',
    )


def test_frame_of_8k(bench, camvid, fault_row):
    frame = labelled_image(camvid, ROAD, (7680, 4320))
    mask = pixels_of(bench.segment(frame)['mask'])
    assert mask.shape == (4320, 7680)
    assert (mask == ROAD).all()
    small = labelled_image(camvid, SKY)
    assert (pixels_of(bench.segment(small)['mask']) == SKY).all()
    fault_row(
        'an 8K frame',
        f'7680x4320 rgb8, {len(frame.data) / 1e6:.0f} MB, from a publisher without the profile '
        'for large images',
        'segmented: the mask of 33 MB is right, and the next small frame too',
    )


def test_bytes_that_are_no_message(bench, camvid, fault_row):
    frame = labelled_image(camvid, ROAD)
    whole = serialize_message(frame)
    broken = [
        whole[:4],
        whole[:30],
        whole[: len(whole) // 2],
        whole[:12] + b'\xff\xff\xff\x7f' + whole[16:],  # the length of frame_id
        whole.replace(b'rgb8', b'\xff\xfe\x80\x81'),  # not UTF-8
        whole[:4] + b'\xff' * 100,
        b'\xff' * 100,
    ]
    for data in broken:
        bench.camera.publish(data)
        time.sleep(0.05)
        assert (pixels_of(bench.segment(frame)['mask']) == ROAD).all()
    fault_row(
        'bytes that are no message',
        f'{len(broken)} cut off or broken serialisations of an Image, a good frame after each',
        'what cannot be deserialised ends in the middleware; the masks of the good frames are '
        'right',
    )
