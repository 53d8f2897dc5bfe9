# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A layout is what a camera can send, and JSON brings it back."""

import json

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.frame_layout import FrameLayout

SIZES = ((640, 480), (512, 384), (320, 240))


def test_rows_without_padding_are_as_long_as_their_pixels():
    assert FrameLayout(*SIZES).row_bytes == 1920
    assert FrameLayout(*SIZES) == FrameLayout(*SIZES, row_bytes=1920)


@pytest.mark.parametrize(
    'layout',
    [FrameLayout(*SIZES), FrameLayout(*SIZES, encoding='bgr8', row_bytes=2048, set_count=7)],
)
def test_layout_comes_back_from_json(layout):
    again = FrameLayout.from_dict(json.loads(json.dumps(layout.to_dict())))
    assert again == layout
    assert hash(again) == hash(layout)


@pytest.mark.parametrize(
    ('change', 'said'),
    [
        ({'frame_size': (0, 480)}, 'frame_size is 0x480: give sides of 1 to 16384'),
        ({'frame_size': (640, -1)}, 'frame_size is 640x-1'),
        ({'network_size': (20000, 384)}, 'network_size is 20000x384'),
        ({'output_size': (320, 0)}, 'output_size is 320x0'),
        ({'set_count': 0}, 'for 0 class sets: give 1 to 64'),
        ({'set_count': 65}, 'for 65 class sets'),
        ({'encoding': 'mono8'}, "encoding is 'mono8': choose from rgb8, bgr8"),
        ({'row_bytes': 1919}, 'row_bytes is 1919: 640 pixels take 1920'),
        ({'row_bytes': -1}, 'row_bytes is -1'),
        ({'row_bytes': 1 << 30}, 'row_bytes is 1073741824'),
    ],
)
def test_layout_that_cannot_be_is_refused(change, said):
    sizes = dict(zip(('frame_size', 'network_size', 'output_size'), SIZES, strict=True))
    with pytest.raises(ConfigurationError, match=said):
        FrameLayout(**(sizes | change))


@pytest.mark.parametrize('row_bytes', [1920, 1921, 4096, 2 * 1920 + 4096])
def test_any_padding_of_a_camera_is_taken(row_bytes):
    assert FrameLayout(*SIZES, row_bytes=row_bytes).row_bytes == row_bytes
