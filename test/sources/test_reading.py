# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever a source is, one broken frame does not end its reading if others come after it."""

import cv2
import numpy as np
import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.colour_bars import ColourBars
from seg_node.sources.folder import FolderSource
from seg_node.sources.frame_source import Frame
from seg_node.sources.reading import read_all, Reading


def put(path, shape):
    assert cv2.imwrite(str(path), np.zeros(shape, np.uint8))


def test_a_broken_picture_is_named_and_those_after_it_are_read(tmp_path):
    for name in 'abc':
        put(tmp_path / f'{name}.png', (4, 6, 3))
    (tmp_path / 'b.png').write_bytes(b'no picture')
    first, broken, last = read_all(FolderSource(tmp_path))
    assert first.whole_frame().name == 'a'
    assert last.whole_frame().name == 'c'
    assert last.stamp_ns is None
    with pytest.raises(SourceError, match=r'b\.png cannot be read'):
        broken.whole_frame()


def test_pictures_are_read_without_labels_that_do_not_fit(tmp_path):
    for folder in ('image', 'label'):
        (tmp_path / folder).mkdir()
    for name, shape in (('a', (4, 6)), ('b', (2, 3))):
        put(tmp_path / 'image' / f'{name}.png', (4, 6, 3))
        put(tmp_path / 'label' / f'{name}.png', shape)
    source = FolderSource(tmp_path)
    fit, unfit = read_all(source)
    np.testing.assert_array_equal(fit.labelled_frame().labels, np.zeros((4, 6)))
    assert unfit.whole_frame().labels is None
    with pytest.raises(SourceError, match=r'b\.png: labels of 3x2 for an image of 6x4'):
        unfit.labelled_frame()
    with pytest.raises(SourceError, match=r'b\.png: labels of 3x2'):
        source[1]


def test_other_sources_are_read_as_they_are():
    readings = list(read_all(ColourBars(16, 8, 3)))
    assert all(isinstance(reading, Reading) for reading in readings)
    frames = [reading.whole_frame() for reading in readings]
    assert [frame.stamp_ns for frame in frames] == [f.stamp_ns for f in ColourBars(16, 8, 3)]
    assert isinstance(frames[0], Frame)


def test_a_frame_gets_the_stamp_of_its_message_if_it_came_in_one():
    (frame,) = ColourBars(16, 8, 1)
    assert Reading(stamp_ns=0, frame=frame).stamped_frame().stamp_ns == 0
    assert Reading(stamp_ns=7, frame=frame).stamped_frame().stamp_ns == 7
    assert Reading(frame=frame).stamped_frame() is frame
