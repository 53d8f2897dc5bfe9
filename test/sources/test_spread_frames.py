# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames are taken from all over a source, at even distances."""

import cv2
from frame_list import FrameList
import numpy as np
import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.folder import FolderSource
from seg_node.sources.frame_source import Frame
from seg_node.sources.spread_frames import read_every, read_frames, read_spread_frames

IMAGES = [np.full((4, 6, 3), shade, np.uint8) for shade in range(10)]


@pytest.fixture(params=['folder', 'list'])
def source(request, tmp_path):
    """Ten frames, of which frame i has the shade i."""
    if request.param == 'list':
        return FrameList([Frame(image, index, str(index)) for index, image in enumerate(IMAGES)])
    for index, image in enumerate(IMAGES):
        assert cv2.imwrite(str(tmp_path / f'{index}.png'), image)
    return FolderSource(tmp_path)


@pytest.mark.parametrize(
    ('count', 'shades'), [(1, [5]), (2, [2, 7]), (5, [1, 3, 5, 7, 9]), (10, list(range(10)))]
)
def test_distances_are_even(source, count, shades):
    frames = read_spread_frames(source, count)
    assert [frame.image[0, 0, 0] for frame in frames] == shades


@pytest.mark.parametrize('places', [[], [0], [9], [7, 2, 2]])
def test_frames_at_places_come_in_the_order_of_the_source(source, places):
    shades = [(place, frame.image[0, 0, 0]) for place, frame in read_frames(source, places)]
    assert shades == [(place, place) for place in sorted(set(places))]


def test_source_is_read_no_further_than_needed():
    def frames():
        yield Frame(IMAGES[0], 0, '0')
        yield Frame(IMAGES[1], 1, '1')
        pytest.fail('the third frame was read')

    assert [place for place, _ in read_frames(FrameList(frames()), [1])] == [1]


@pytest.mark.parametrize(('every', 'places'), [(1, range(10)), (4, [0, 4, 8]), (11, [0])])
def test_every_nth_frame(source, every, places):
    shades = [(place, frame.image[0, 0, 0]) for place, frame in read_every(source, every)]
    assert shades == [(place, place) for place in places]


def test_source_with_too_few_is_refused(source):
    with pytest.raises(SourceError, match='has 10 frames and 11 are needed: give one with more'):
        read_spread_frames(source, 11)


def test_pictures_that_are_not_needed_are_not_read(tmp_path):
    for index, image in enumerate(IMAGES):
        assert cv2.imwrite(str(tmp_path / f'{index}.png'), image)
    (tmp_path / '0.png').write_bytes(b'not a picture')
    assert len(read_spread_frames(FolderSource(tmp_path), 2)) == 2
    with pytest.raises(SourceError, match=r'0\.png cannot be read'):
        read_spread_frames(FolderSource(tmp_path), 10)
